using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Watchfloor.Formats.Evtx;

/// <summary>
/// Knows a template again in another chunk. The same template differs there in three ways: where its names stand in the chunk,
/// which of them stand within the template because they are used first there, and therefore the sizes it states.
/// All other bytes and the names themselves must be the same.
/// </summary>
internal sealed class TemplateShape(ReadOnlySpan<byte> definition)
{
    private const int NameHeaderBytes = 8;
    private const int NameTerminatorBytes = 2;

    private readonly byte[] _definition = definition.ToArray();
    private readonly List<Variable> _variables = [];

    /// <summary>The memory this takes, in bytes.</summary>
    public int Bytes => _definition.Length;

    /// <summary>Four bytes here state a size.</summary>
    public void AddSize(int at) => _variables.Add(new Variable(at, 0, null));

    /// <summary>Four bytes here refer to a name, which takes <paramref name="inline"/> bytes behind them.</summary>
    public void AddName(int at, int inline, ReadOnlySpan<char> name) =>
        _variables.Add(new Variable(at, inline, MemoryMarshal.AsBytes(name).ToArray()));

    /// <summary>True when the template that stands here is this one.</summary>
    public bool Matches(ReadOnlySpan<byte> chunk, int start, int size)
    {
        var mine = 0;
        var other = start;
        var end = start + size;
        foreach (var variable in CollectionsMarshal.AsSpan(_variables))
        {
            var same = variable.At - mine;
            if (other + same + 4 > end) return false;
            if (!chunk.Slice(other, same).SequenceEqual(_definition.AsSpan(mine, same))) return false;
            mine += same + 4 + variable.Inline;
            other += same + 4;
            if (variable.Name is null) continue;
            var place = BinaryPrimitives.ReadUInt32LittleEndian(chunk[(other - 4)..]);
            if (!NameIs(chunk, place, variable.Name)) return false;
            if (place == other) other += NameHeaderBytes + variable.Name.Length + NameTerminatorBytes;
        }

        return other <= end && chunk[other..end].SequenceEqual(_definition.AsSpan(mine));
    }

    private static bool NameIs(ReadOnlySpan<byte> chunk, uint place, byte[] name)
    {
        if (place > chunk.Length - NameHeaderBytes - name.Length) return false;
        var characters = BinaryPrimitives.ReadUInt16LittleEndian(chunk[((int)place + NameHeaderBytes - 2)..]);
        return characters * 2 == name.Length && chunk.Slice((int)place + NameHeaderBytes, name.Length).SequenceEqual(name);
    }

    private readonly record struct Variable(int At, int Inline, byte[]? Name);
}
