using Watchfloor.Events;

namespace Watchfloor.Formats.Json;

/// <summary>One object a line. A line that is not one becomes an unparsed event; empty lines are nothing.</summary>
internal sealed class JsonLinesDecoder(FieldNames names, DecodeLimits limits) : IEventDecoder
{
    internal const string Format = "json";

    private readonly JsonObjectParser _parser = new(names, limits);

    public int Decode(EventBatch batch, bool endOfInput)
    {
        var at = 0;
        var length = batch.InputLength;
        while (at < length)
        {
            var end = batch.Input[at..].IndexOf((byte)'\n');
            if (end < 0 && !endOfInput) return at;
            end = end < 0 ? length : at + end;
            Line(batch, at, end);
            at = end + 1;
        }

        return length;
    }

    private void Line(EventBatch batch, int start, int end)
    {
        var line = batch.Input[start..end];
        var lead = line.Length - JsonSniffing.SkipSpace(line).Length;
        line = line[lead..].TrimEnd(" \t\r\0"u8);
        if (line.IsEmpty) return;
        start += lead;
        end = start + line.Length;
        if (end - start > limits.MaxRecordBytes)
        {
            Unparsed(batch, start, end, $"record longer than {limits.MaxRecordBytes:N0} bytes");
            return;
        }

        if (line[0] != '{')
        {
            Unparsed(batch, start, end, "not a JSON object");
            return;
        }

        batch.BeginEvent(Format, start, end - start, batch.InputOffset + start, RawForm.Json);
        var fault = _parser.Parse(batch, start, end, out var next);
        if (fault == JsonFault.None && next == end) batch.EndEvent();
        else Unparsed(batch, start, end, Reason(fault, next - start));
    }

    private void Unparsed(EventBatch batch, int start, int end, string reason) =>
        batch.AddUnparsed(Format, reason, start, Math.Min(end - start, limits.MaxUnparsedBytes), batch.InputOffset + start);

    internal static string Reason(JsonFault fault, int at) => fault switch
    {
        JsonFault.Incomplete => "JSON object cut short",
        JsonFault.TooDeep => $"JSON nested too deep at byte {at}",
        JsonFault.TooManyFields => $"too many values at byte {at}",
        JsonFault.None => $"text behind the JSON object at byte {at}",
        _ => $"not JSON at byte {at}",
    };
}
