using System.Buffers.Binary;
using Watchfloor.Events;

namespace Watchfloor.Formats.Evtx;

/// <summary>
/// The programs of the templates seen so far. Within a chunk a template is known by where it stands; in another chunk it is known
/// again by its identifier and compared, so that a log of thousands of chunks compiles each template once. A record whose template
/// was lost with a part of its chunk is read with the template of the same identifier from an earlier chunk.
/// </summary>
internal sealed class TemplateCache(FieldNames names, int maxDepth, ChunkBudget budget)
{
    /// <summary>What stands before a definition: the next definition's place, the identifier (a GUID), the size.</summary>
    public const int HeaderBytes = 24;

    private const int IdentifierAt = 4;
    private const int SizeAt = 20;
    private const int MaxBytes = 8 << 20;

    private readonly TemplateCompiler _compiler = new(names, maxDepth, budget);
    private readonly Dictionary<(int Start, Place Place), (TemplateProgram? Program, string? Fault)> _inChunk = [];
    private readonly Dictionary<(uint Identifier, Place Place), TemplateProgram> _known = [];
    private int _knownBytes;

    public TemplateCompiler Compiler => _compiler;

    public void BeginChunk() => _inChunk.Clear();

    /// <summary>The program of the template whose header begins at <paramref name="start"/>, or null and why there is none.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="start">Where the record says the template is.</param>
    /// <param name="identifier">The first four bytes of the template's identifier, as the record states them.</param>
    /// <param name="place">Where the template's element will stand.</param>
    /// <param name="fault">The reason.</param>
    public TemplateProgram? Find(ReadOnlySpan<byte> chunk, uint start, uint identifier, Place place, out string? fault)
    {
        if (start > chunk.Length - HeaderBytes || BinaryPrimitives.ReadUInt32LittleEndian(chunk[((int)start + IdentifierAt)..]) != identifier)
        {
            fault = "the record's template is not where the record says";
            return _known.GetValueOrDefault((identifier, place));
        }

        if (!_inChunk.TryGetValue(((int)start, place), out var found))
        {
            found.Program = Load(chunk, (int)start, place, out found.Fault);
            _inChunk.Add(((int)start, place), found);
        }

        fault = found.Fault;
        return found.Program;
    }

    private TemplateProgram? Load(ReadOnlySpan<byte> chunk, int start, Place place, out string? fault)
    {
        var header = chunk.Slice(start, HeaderBytes);
        var size = BinaryPrimitives.ReadUInt32LittleEndian(header[SizeAt..]);
        if (size > chunk.Length - start - HeaderBytes)
        {
            fault = "a template ends outside its chunk";
            return null;
        }

        fault = null;
        var key = (BinaryPrimitives.ReadUInt32LittleEndian(header[IdentifierAt..]), place);
        if (_known.TryGetValue(key, out var known) && known.Shape!.Matches(chunk, start + HeaderBytes, (int)size)) return known;
        var program = _compiler.Template(chunk, start + HeaderBytes, (int)size, place);
        fault = _compiler.Fault;
        if (program is not null) Remember(key, program);
        return program;
    }

    private void Remember((uint, Place) key, TemplateProgram program)
    {
        if (_knownBytes > MaxBytes)
        {
            _known.Clear();
            _knownBytes = 0;
        }

        _known[key] = program;
        _knownBytes += program.Shape!.Bytes;
    }
}
