using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Watchfloor.Events.Content;

namespace Watchfloor.Sigma;

/// <summary>SHA-256 over a sequence of parts. Each part stands with its length, so that no two sequences run into the same bytes.</summary>
internal sealed class DefinitionHash : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public DefinitionHash Add(string? text)
    {
        if (text is null) return Mark('-', 0);
        var bytes = Encoding.UTF8.GetBytes(text);
        Mark('t', bytes.Length);
        _hash.AppendData(bytes);
        return this;
    }

    /// <summary>A YAML node as it was written, but for comments, places, and the style of quotes and indents.</summary>
    public DefinitionHash Add(ContentNode? node)
    {
        switch (node)
        {
            case ContentScalar scalar:
                // A plain 5 is a number, a quoted one is text.
                return Mark(scalar.IsPlain ? 'p' : 'q', 0).Add(scalar.Value);
            case ContentList list:
                Mark('l', list.Items.Count);
                foreach (var item in list.Items) Add(item);
                return this;
            case ContentMap map:
                return Add(map, "");
            default:
                return Mark('0', 0);
        }
    }

    /// <summary>A YAML map without one of its keys.</summary>
    public DefinitionHash Add(ContentMap map, string without)
    {
        Mark('m', map.Entries.Count);
        foreach (var (key, value) in map.Entries)
            if (key.Value != without)
                Add(key.Value).Add(value);
        return this;
    }

    /// <summary>The hash in hexadecimal digits.</summary>
    public string Finish()
    {
        var text = Convert.ToHexStringLower(_hash.GetHashAndReset());
        Dispose();
        return text;
    }

    public void Dispose() => _hash.Dispose();

    private DefinitionHash Mark(char kind, int length)
    {
        Span<byte> mark = stackalloc byte[5];
        mark[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(mark[1..], length);
        _hash.AppendData(mark);
        return this;
    }
}
