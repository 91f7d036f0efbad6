using Watchfloor.Events;

namespace Watchfloor.Formats.Lines;

/// <summary>Resolves backslash escapes where a backslash means itself unless one of a format's own characters follows.</summary>
internal static class Escapes
{
    /// <summary>Adds a value without its escapes.</summary>
    /// <param name="batch">Has an event open.</param>
    /// <param name="field">The field's id.</param>
    /// <param name="escaped">The value as written.</param>
    /// <param name="escapable">The characters that a backslash may precede.</param>
    /// <param name="newlines">True when <c>\n</c> and <c>\r</c> stand for line ends.</param>
    public static void AddUnescaped(
        EventBatch batch, int field, ReadOnlySpan<byte> escaped, ReadOnlySpan<byte> escapable, bool newlines = false)
    {
        var room = batch.Reserve(escaped.Length);
        var length = 0;
        for (var i = 0; i < escaped.Length; i++)
        {
            var c = escaped[i];
            if (c == '\\' && i + 1 < escaped.Length)
            {
                var next = escaped[i + 1];
                if (escapable.Contains(next) || (newlines && next is (byte)'n' or (byte)'r'))
                {
                    i++;
                    c = !newlines ? next : next switch { (byte)'n' => (byte)'\n', (byte)'r' => (byte)'\r', _ => next };
                }
            }

            room[length++] = c;
        }

        batch.Add(field, batch.Commit(length), length, ValueKind.Text);
    }
}
