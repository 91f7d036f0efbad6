using System.Buffers;
using Watchfloor.Events;
using Watchfloor.Formats.Lines;

namespace Watchfloor.Formats.Auditd;

/// <summary>
/// Text that the kernel writes in hexadecimal because it holds spaces, quotes or control characters (audit_log_n_untrustedstring):
/// without quotes, in pairs of upper-case digits.
/// </summary>
internal static class HexText
{
    private static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789ABCDEF"u8);

    /// <summary>True when a value without quotes can be hexadecimal text.</summary>
    public static bool Is(ReadOnlySpan<byte> value) => value.Length >= 2 && value.Length % 2 == 0 && !value.ContainsAnyExcept(Digits);

    /// <summary>Writes the bytes that the digits stand for, half as many as there are digits.</summary>
    public static void Decode(ReadOnlySpan<byte> digits, Span<byte> bytes) => Convert.FromHexString(digits, bytes, out _, out _);

    /// <summary>Adds the text that the digits stand for.</summary>
    /// <param name="batch">Has an event open.</param>
    /// <param name="field">The field's id.</param>
    /// <param name="digits">Hexadecimal text; it may stand in the arena.</param>
    /// <param name="nulAsSpace">True for a command line, whose arguments NULs separate.</param>
    public static void Add(EventBatch batch, int field, ReadOnlySpan<byte> digits, bool nulAsSpace)
    {
        var bytes = batch.Reserve(digits.Length / 2)[..(digits.Length / 2)];
        Decode(digits, bytes);
        if (nulAsSpace)
        {
            bytes = bytes.TrimEnd((byte)0);
            bytes.Replace((byte)0, (byte)' ');
        }

        var at = Utf8Text.Repair(batch, batch.Commit(bytes.Length), bytes, out var text);
        batch.Add(field, at, text.Length, ValueKind.Text);
    }
}
