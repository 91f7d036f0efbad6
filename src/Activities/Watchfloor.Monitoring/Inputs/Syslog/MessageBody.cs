using System.Buffers;
using Watchfloor.Formats;
using Watchfloor.Formats.Syslog;

namespace Watchfloor.Monitoring.Inputs.Syslog;

/// <summary>
/// Messages of one sender on their way to the log, as one body: with their lengths in front, so that a message with a line end in it
/// stays one. Where the source names another format of lines, one a line, with blanks in the place of line ends. One thread.
/// </summary>
internal sealed class MessageBody(string sourceFormat) : IDisposable
{
    /// <summary>How large a body grows before it is handed over; one entry of the log takes it whole.</summary>
    public const int FullBytes = 256 << 10;

    private readonly bool _hasLines = sourceFormat.Length > 0 && sourceFormat is not ("syslog" or SyslogFramedFormat.Name)
        && FormatRegistry.ByName(sourceFormat) is { LinesAreIndependent: true };

    private byte[] _bytes = [];
    private int _used;

    /// <summary>The format to decode the body with.</summary>
    public string Format => _hasLines ? sourceFormat : SyslogFramedFormat.Name;

    /// <summary>How many messages it holds.</summary>
    public int Count { get; private set; }

    /// <summary>Whether it should be handed over before more is added.</summary>
    public bool IsFull => _used >= FullBytes;

    /// <summary>The bytes. Valid until something is added or the body is cleared.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, _used);

    /// <summary>Adds a message; one that is nothing but line ends is none.</summary>
    public void Add(ReadOnlySpan<byte> message, bool isCut)
    {
        message = message.TrimEnd("\r\n\0"u8);
        if (message.IsEmpty) return;
        var room = Room(message.Length + SyslogFrame.MaxHeadBytes);
        if (_hasLines)
        {
            message.CopyTo(room);
            room[..message.Length].ReplaceAny(_lineEnds, (byte)' ');
            room[message.Length] = (byte)'\n';
            _used += message.Length + 1;
        }
        else
        {
            var head = SyslogFrame.WriteHead(room, message.Length, isCut);
            message.CopyTo(room[head..]);
            _used += head + message.Length;
        }

        Count++;
    }

    /// <summary>Forgets the messages and gives the memory back. Nobody may read <see cref="Bytes"/> any more.</summary>
    public void Dispose()
    {
        if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
        Forget();
    }

    /// <summary>Forgets the messages but not the memory, which somebody may still read: a hand-over that was given up.</summary>
    public void Forget()
    {
        _bytes = [];
        _used = Count = 0;
    }

    private static readonly SearchValues<byte> _lineEnds = SearchValues.Create("\r\n"u8);

    private Span<byte> Room(int length)
    {
        if (_used + length > _bytes.Length)
        {
            var next = ArrayPool<byte>.Shared.Rent(Math.Max(_used + length, Math.Max(4_096, _bytes.Length * 2)));
            Bytes.Span.CopyTo(next);
            if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = next;
        }

        return _bytes.AsSpan(_used);
    }
}
