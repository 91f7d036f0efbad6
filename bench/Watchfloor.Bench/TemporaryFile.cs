namespace Watchfloor.Bench;

/// <summary>A file that is there until it is disposed.</summary>
internal sealed class TemporaryFile : IDisposable
{
    /// <summary>A file with what the function writes.</summary>
    public TemporaryFile(Action<Stream> write)
    {
        using var stream = File.OpenWrite(Path);
        write(stream);
    }

    /// <summary>Where it lies.</summary>
    public string Path { get; } = System.IO.Path.GetTempFileName();

    /// <inheritdoc/>
    public void Dispose() => File.Delete(Path);
}
