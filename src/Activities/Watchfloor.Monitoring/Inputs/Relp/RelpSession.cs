using Watchfloor.Formats.Framing;
using Watchfloor.Monitoring.Inputs.Syslog;
using Watchfloor.Monitoring.Inputs.Syslog.Streams;

namespace Watchfloor.Monitoring.Inputs.Relp;

/// <summary>
/// One RELP connection, from <c>open</c> to <c>close</c>. A message is answered when it is on disk and never before; answers go out in the
/// order of the commands. While a hand-over waits nothing is read, so the sender's window fills and it waits too.
/// </summary>
internal sealed class RelpSession(int maxMessageBytes, Sender sender, Delivery delivery, InputCounters counters, SendFunction send) : IStreamSession
{
    private readonly RelpFraming _framing = new(maxMessageBytes);
    private readonly MessageBody _body = new(sender.Source.Format);
    private readonly List<(int Number, RelpAnswer Answer)> _unanswered = [];
    private bool _isOpen;
    private bool _isOver;

    /// <inheritdoc/>
    public int WindowBytes => _framing.WindowBytes;

    /// <inheritdoc/>
    /// <remarks>What has no answer yet the sender sends again.</remarks>
    public bool MayStopAnyTime => true;

    /// <inheritdoc/>
    public async ValueTask<SessionStep> ReceiveAsync(ReadOnlyMemory<byte> data, bool isEnd, CancellationToken abort)
    {
        var done = 0;
        while (!_isOver)
        {
            var status = _framing.Read(data.Span[done..], out var frame, out var consumed);
            if (status == RelpStatus.FrameEnd) Answer(frame, RelpAnswer.Ok);
            else if (status == RelpStatus.Broken || (status == RelpStatus.Frame && !TryTake(frame, data.Span[done..])))
            {
                counters.Malformed($"{sender.Text}: what was sent is not RELP, or comes out of turn");
                _isOver = true;
            }

            done += consumed;
            if (status == RelpStatus.Incomplete) break;
            if (_body.IsFull && !await FlushAsync(abort).ConfigureAwait(false)) return new SessionStep(done, IsOver: true);
        }

        var isTaken = await FlushAsync(abort).ConfigureAwait(false);
        return new SessionStep(done, IsOver: _isOver || isEnd || !isTaken);
    }

    /// <inheritdoc/>
    public ValueTask StopAsync(CancellationToken abort)
    {
        if (_isOver) return ValueTask.CompletedTask;
        var answers = new RelpAnswers();
        answers.AddServerClose();
        return send(answers.Bytes, abort);
    }

    /// <inheritdoc/>
    public void Dispose() => _body.Dispose();

    /// <summary>Takes a command.</summary>
    /// <returns>False when it must not come now.</returns>
    private bool TryTake(RelpFrame frame, ReadOnlySpan<byte> bytes)
    {
        if (frame.IsCut && frame.Command != RelpCommand.Syslog) return false;
        if (_isOpen == (frame.Command == RelpCommand.Open)) return false;
        switch (frame.Command)
        {
            case RelpCommand.Open:
                _isOpen = Offers(frame.Data(bytes));
                _isOver = !_isOpen;
                Answer(frame, _isOpen ? RelpAnswer.Opened : RelpAnswer.NotOffered);
                break;
            case RelpCommand.Syslog:
                _body.Add(frame.Data(bytes), frame.IsCut);
                // One that goes on is answered when its end has come.
                if (frame.IsCut) counters.Cut();
                else Answer(frame, RelpAnswer.Ok);
                break;
            case RelpCommand.Close:
                _isOver = true;
                Answer(frame, RelpAnswer.Closed);
                break;
            default:
                Answer(frame, RelpAnswer.Unknown);
                break;
        }

        return true;
    }

    private void Answer(RelpFrame frame, RelpAnswer answer) => _unanswered.Add((frame.Number, answer));

    /// <summary>Brings the messages to disk, then sends the answers.</summary>
    private async ValueTask<bool> FlushAsync(CancellationToken abort)
    {
        if (!await delivery.DeliverAsync(_body, sender, abort).ConfigureAwait(false)) return false;
        if (_unanswered.Count == 0) return true;
        var answers = new RelpAnswers();
        foreach (var (number, answer) in _unanswered) answers.Add(number, answer);
        _unanswered.Clear();
        await send(answers.Bytes, abort).ConfigureAwait(false);
        return true;
    }

    /// <summary>Whether the client's offers, one <c>name=value</c> a line, have the command that we take.</summary>
    private static bool Offers(ReadOnlySpan<byte> data)
    {
        foreach (var line in data.Split((byte)'\n'))
        {
            var offer = data[line];
            if (!offer.StartsWith("commands="u8)) continue;
            offer = offer["commands="u8.Length..];
            foreach (var command in offer.Split((byte)','))
                if (offer[command].SequenceEqual("syslog"u8))
                    return true;
        }

        return false;
    }
}
