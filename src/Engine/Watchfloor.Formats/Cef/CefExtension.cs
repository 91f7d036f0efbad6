using System.Buffers;
using Watchfloor.Events;
using Watchfloor.Formats.Lines;

namespace Watchfloor.Formats.Cef;

/// <summary>
/// Reads <c>key=value key=value</c> where values hold spaces: a value ends where a space, a key and an equals sign follow. In values
/// <c>=</c> and <c>\</c> are escaped, <c>\n</c> and <c>\r</c> are line ends. A custom field goes by its own key and, when
/// <c>keyLabel</c> names it, by that name too.
/// </summary>
internal sealed class CefExtension(FieldNames names, DecodeLimits limits)
{
    private static readonly SearchValues<byte> KeyBytes =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-[]:"u8);

    private readonly List<(int Field, TextRange Value)> _pairs = [];
    private readonly List<(int Field, TextRange Label)> _labels = [];

    /// <summary>Adds the pairs of an extension to the open event.</summary>
    public void Read(EventBatch batch, int start, ReadOnlySpan<byte> text)
    {
        _pairs.Clear();
        _labels.Clear();
        var at = NextKey(text, 0, out var key);
        while (at >= 0 && batch.OpenFieldCount <= limits.MaxFields)
        {
            var next = NextKey(text, at, out var nextKey);
            var end = next < 0 ? text.Length : nextKey.Start;
            var value = new TextRange(at, text[at..end].TrimEnd((byte)' ').Length);
            Add(batch, start, text, key.Of(text), value);
            (at, key) = (next, nextKey);
        }

        foreach (var (field, label) in _labels) AddLabelled(batch, start, text, field, label);
    }

    private void Add(EventBatch batch, int start, ReadOnlySpan<byte> text, ReadOnlySpan<byte> key, TextRange value)
    {
        var field = names.Intern(key);
        AddValue(batch, field, start, text, value);
        _pairs.Add((field, value));
        if (key.EndsWith("Label"u8) && !value.IsEmpty) _labels.Add((names.Find(key[..^5]), value));
    }

    private void AddLabelled(EventBatch batch, int start, ReadOnlySpan<byte> text, int field, TextRange label)
    {
        foreach (var (other, value) in _pairs)
        {
            if (other != field || field < 0) continue;
            AddValue(batch, names.Intern(label.Of(text)), start, text, value);
            return;
        }
    }

    private static void AddValue(EventBatch batch, int field, int start, ReadOnlySpan<byte> text, TextRange value)
    {
        var bytes = value.Of(text);
        if (bytes.Contains((byte)'\\')) Escapes.AddUnescaped(batch, field, bytes, "\\=|"u8, newlines: true);
        else batch.Add(field, start + value.Start, value.Length, ValueKind.Text);
    }

    /// <summary>Finds the next key behind a position: key characters at the start or after a space, up to an equals sign.</summary>
    /// <returns>Where its value begins, or -1.</returns>
    private static int NextKey(ReadOnlySpan<byte> text, int from, out TextRange key)
    {
        key = default;
        var at = from;
        while (true)
        {
            var length = text[at..].IndexOf((byte)'=');
            if (length < 0) return -1;
            var before = text.Slice(at, length);
            var other = before.LastIndexOfAnyExcept(KeyBytes);
            var apart = other < 0 ? at == 0 : before[other] == ' ';
            key = new TextRange(at + other + 1, length - other - 1);
            at += length + 1;
            if (apart && !key.IsEmpty) return at;
        }
    }
}
