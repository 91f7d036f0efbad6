using System.Text;
using Watchfloor.Simulation;

namespace Watchfloor.Simulate;

/// <summary>Writes a simulation into a folder: <c>logs</c> with a file for each log, and beside it the truth.</summary>
internal sealed class FileOutput : IDisposable
{
    private readonly FileStream?[] _files = new FileStream?[Simulator.Streams.Count];
    private readonly long[] _offsets = new long[Simulator.Streams.Count];
    private readonly string _folder;
    private readonly TruthWriter _truth;

    /// <summary>Makes the folder. A file that is there already is an error: days must not be mixed.</summary>
    public FileOutput(string folder)
    {
        _folder = Path.Combine(folder, "logs");
        Directory.CreateDirectory(_folder);
        foreach (var stream in Simulator.Streams)
            if (File.Exists(Path.Combine(_folder, stream.FileName)))
                throw new IOException($"{Path.Combine(_folder, stream.FileName)} is there already; name another folder, or remove it");
        _truth = new TruthWriter(new FileStream(Path.Combine(folder, TruthWriter.FileName), FileMode.Create, FileAccess.Write));
    }

    /// <summary>How many bytes were written.</summary>
    public long Bytes => _offsets.Sum();

    public void Write(in SimulatedEvent e)
    {
        var index = e.Stream.Index;
        var file = _files[index] ??= Create(e.Stream);
        if (e.Truth is not null) _truth.Write(e, _offsets[index]);
        file.Write(e.Bytes.Span);
        file.WriteByte((byte)'\n');
        _offsets[index] += e.Bytes.Length + 1;
    }

    public void Dispose()
    {
        foreach (var file in _files) file?.Dispose();
        _truth.Dispose();
    }

    private FileStream Create(LogStream stream)
    {
        var file = new FileStream(Path.Combine(_folder, stream.FileName), FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1 << 18);
        var header = Encoding.UTF8.GetBytes(stream.Header);
        file.Write(header);
        _offsets[stream.Index] = header.Length;
        return file;
    }
}
