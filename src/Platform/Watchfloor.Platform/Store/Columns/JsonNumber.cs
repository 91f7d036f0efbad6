namespace Watchfloor.Platform.Store.Columns;

/// <summary>Whether a text is a number as JSON writes it (RFC 8259 §6).</summary>
internal static class JsonNumber
{
    public static bool Is(ReadOnlySpan<byte> text)
    {
        if (text.Length is 0 or > 400) return false;
        if (text[0] == '-') text = text[1..];
        var whole = Digits(ref text);
        if (whole.Length == 0 || (whole.Length > 1 && whole[0] == '0')) return false;
        if (text is [(byte)'.', ..])
        {
            text = text[1..];
            if (Digits(ref text).Length == 0) return false;
        }

        if (text is [(byte)'e' or (byte)'E', ..])
        {
            text = text[1..];
            if (text is [(byte)'+' or (byte)'-', ..]) text = text[1..];
            if (Digits(ref text).Length == 0) return false;
        }

        return text.IsEmpty;
    }

    private static ReadOnlySpan<byte> Digits(ref ReadOnlySpan<byte> text)
    {
        var count = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (count < 0) count = text.Length;
        var digits = text[..count];
        text = text[count..];
        return digits;
    }
}
