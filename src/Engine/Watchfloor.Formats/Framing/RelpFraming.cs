namespace Watchfloor.Formats.Framing;

/// <summary>Finds the commands in the bytes of one RELP connection. Pure: the same bytes give the same commands however they are split.</summary>
/// <param name="maxDataBytes">How much of a command's data is shown. The rest is passed over.</param>
public sealed class RelpFraming(int maxDataBytes)
{
    private const int MaxDigits = 9;
    private const int MaxCommandBytes = 32;
    private const int MaxHeadBytes = MaxDigits + 1 + MaxCommandBytes + 1 + MaxDigits + 1;

    private RelpFrame _cut;
    private int _skipBytes;
    private bool _awaitsTrailer;

    /// <summary>How many bytes must be offered at once for a command to be found in any case.</summary>
    public int WindowBytes => maxDataBytes + MaxHeadBytes + 1;

    /// <summary>Finds the next command.</summary>
    /// <param name="data">What has come and is not consumed yet.</param>
    /// <param name="frame">The command, or the one that ends.</param>
    /// <param name="consumed">How much of <paramref name="data"/> is done with.</param>
    public RelpStatus Read(ReadOnlySpan<byte> data, out RelpFrame frame, out int consumed)
    {
        frame = _cut;
        consumed = Math.Min(_skipBytes, data.Length);
        _skipBytes -= consumed;
        if (!_awaitsTrailer) return Next(data, out frame, ref consumed);
        if (consumed == data.Length) return RelpStatus.Incomplete;
        if (data[consumed] != '\n') return RelpStatus.Broken;
        consumed++;
        _awaitsTrailer = false;
        return RelpStatus.FrameEnd;
    }

    private RelpStatus Next(ReadOnlySpan<byte> data, out RelpFrame frame, ref int consumed)
    {
        frame = default;
        var at = 0;
        var status = Number(data, ref at, " "u8, out var number);
        if (status != RelpStatus.Frame) return status;
        status = Command(data, ref at, out var command);
        if (status != RelpStatus.Frame) return status;
        status = Number(data, ref at, " \n"u8, out var length);
        if (status != RelpStatus.Frame) return status;

        // Without data there is no space before the trailer; some write one all the same.
        var hasTrailer = data[at - 1] == '\n';
        if (hasTrailer && length > 0) return RelpStatus.Broken;
        frame = new RelpFrame(number, command, at, Math.Min(length, maxDataBytes), IsCut: length > maxDataBytes);
        var end = at + frame.DataLength;
        if (frame.IsCut)
        {
            if (data.Length < end) return RelpStatus.Incomplete;
            _cut = frame;
            _skipBytes = length - maxDataBytes;
            _awaitsTrailer = true;
        }
        else if (!hasTrailer)
        {
            if (data.Length <= end) return RelpStatus.Incomplete;
            if (data[end] != '\n') return RelpStatus.Broken;
            end++;
        }

        consumed = end;
        return RelpStatus.Frame;
    }

    /// <summary>Reads a number and the byte behind it.</summary>
    private static RelpStatus Number(ReadOnlySpan<byte> data, ref int at, ReadOnlySpan<byte> behind, out int value)
    {
        value = 0;
        var start = at;
        while (at < data.Length && at - start < MaxDigits && char.IsAsciiDigit((char)data[at])) value = (value * 10) + data[at++] - '0';
        if (at == data.Length) return RelpStatus.Incomplete;
        return at > start && behind.Contains(data[at++]) ? RelpStatus.Frame : RelpStatus.Broken;
    }

    private static RelpStatus Command(ReadOnlySpan<byte> data, ref int at, out RelpCommand command)
    {
        command = RelpCommand.Other;
        var start = at;
        while (at < data.Length && at - start < MaxCommandBytes && char.IsAsciiLetter((char)data[at])) at++;
        if (at == data.Length) return RelpStatus.Incomplete;
        var name = data[start..at];
        if (name.IsEmpty || data[at++] != ' ') return RelpStatus.Broken;
        command = name.SequenceEqual("syslog"u8) ? RelpCommand.Syslog
            : name.SequenceEqual("open"u8) ? RelpCommand.Open
            : name.SequenceEqual("close"u8) ? RelpCommand.Close
            : RelpCommand.Other;
        return RelpStatus.Frame;
    }
}
