namespace Watchfloor.Formats.Archives;

/// <summary>What a codec or container gives, made safe: damage ends the stream and is reported once, instead of being thrown.</summary>
/// <param name="open">Opens what the bytes come from; called at the first read, because opening reads already.</param>
/// <param name="unpacked">Told of each block when the bytes were decompressed.</param>
/// <param name="report">Told why the stream ended early.</param>
internal sealed class GuardedStream(Func<Stream> open, Action<int>? unpacked, Action<Exception> report) : ReadOnlyStream
{
    private Stream? _inner;
    private bool _ended;

    public override int Read(Span<byte> destination)
    {
        if (_ended || destination.IsEmpty) return 0;
        try
        {
            _inner ??= open();
            var read = _inner.Read(destination);
            _ended = read == 0;
            unpacked?.Invoke(read);
            return read;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            _ended = true;
            report(e);
            return 0;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _inner?.Dispose();
        base.Dispose(disposing);
    }
}
