using System.Buffers.Text;
using System.Globalization;

namespace Watchfloor.Platform.Store.Columns;

/// <summary>Reads whole numbers as sources write them: decimal, or hexadecimal with 0x as Windows writes process ids.</summary>
internal static class WholeNumber
{
    public static bool TryRead(ReadOnlySpan<byte> text, out long number)
    {
        text = text.Trim((byte)' ');
        if (text is [(byte)'0', (byte)'x' or (byte)'X', ..])
            return long.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number) && number >= 0;
        return Utf8Parser.TryParse(text, out number, out var used) && used == text.Length && number != StoreBatch.NoNumber;
    }
}
