using System.Buffers;
using Watchfloor.Events;

namespace Watchfloor.Formats.Json;

/// <summary>Objects wherever they stand: in arrays, in a wrapper's list, or one behind the other.</summary>
internal sealed class JsonStreamDecoder(FieldNames names, DecodeLimits limits) : IEventDecoder
{
    private static readonly SearchValues<byte> Between = SearchValues.Create(" \t\r\n,[]}\0"u8);

    private readonly JsonObjectParser _parser = new(names, limits);
    private bool _begun;

    /// <summary>Keys that begin a list of records when they come first in the stream.</summary>
    internal static byte[][] Wrappers { get; } = ["Records"u8.ToArray(), "records"u8.ToArray(), "@odata.context"u8.ToArray()];

    public int Decode(EventBatch batch, bool endOfInput)
    {
        var at = 0;
        if (!_begun && !Begin(batch.Input, endOfInput, ref at)) return 0;
        while (true)
        {
            var skip = batch.Input[at..].IndexOfAnyExcept(Between);
            if (skip < 0) return batch.InputLength;
            at += skip;
            var start = at;
            if (batch.Input[at] != '{')
            {
                if (!SkipStray(batch, ref at, endOfInput)) return start;
                continue;
            }

            batch.BeginEvent(JsonLinesDecoder.Format, start, 0, batch.InputOffset + start, RawForm.Json);
            var fault = _parser.Parse(batch, start, batch.InputLength, out at);
            if (fault == JsonFault.None)
            {
                batch.SetRaw(start, at - start);
                batch.EndEvent();
            }
            else if (fault == JsonFault.Incomplete && !endOfInput)
            {
                batch.AbandonEvent();
                return start;
            }
            else
            {
                at = Resume(batch.Input, Math.Max(at, start + 1));
                batch.AddUnparsed(JsonLinesDecoder.Format, JsonLinesDecoder.Reason(fault, at - start), start,
                    Math.Min(at - start, limits.MaxUnparsedBytes), batch.InputOffset + start);
            }
        }
    }

    /// <summary>Steps into the list of a wrapper, once, at the start of the stream.</summary>
    private bool Begin(ReadOnlySpan<byte> input, bool endOfInput, ref int at)
    {
        at = input.Length - JsonSniffing.SkipSpace(input).Length;
        if (input.Length - at < 64 && !endOfInput) return false;
        _begun = true;
        if (!JsonSniffing.LooksLikeObject(input[at..])) return true;
        var key = at + 1 + input[(at + 1)..].IndexOf((byte)'"') + 1;
        foreach (var wrapper in Wrappers)
        {
            if (!input[key..].StartsWith(wrapper) || input.Length <= key + wrapper.Length || input[key + wrapper.Length] != '"') continue;
            var list = input[key..].IndexOf((byte)'[');
            if (list >= 0 && JsonSniffing.LooksLikeObject(input[(key + list + 1)..].TrimStart(" \t\r\n"u8))) at = key + list + 1;
        }

        return true;
    }

    /// <summary>Passes over what stands between objects: a wrapper's further keys, or a line of garbage, which is reported.</summary>
    private bool SkipStray(EventBatch batch, ref int at, bool endOfInput)
    {
        var input = batch.Input;
        var end = input[at..].IndexOfAny((byte)'\n', (byte)'{');
        if (end < 0 && !endOfInput && input.Length - at < limits.MaxRecordBytes) return false;
        end = end < 0 ? input.Length : at + end;
        if (input[at] != '"')
            batch.AddUnparsed(JsonLinesDecoder.Format, "not a JSON object", at, Math.Min(end - at, limits.MaxUnparsedBytes), batch.InputOffset + at);
        at = end;
        return true;
    }

    /// <summary>Where to look for the next object after a fault: the next line that begins with one.</summary>
    private static int Resume(ReadOnlySpan<byte> input, int at)
    {
        while (at < input.Length)
        {
            var line = input[at..].IndexOf((byte)'\n');
            if (line < 0) return input.Length;
            at += line + 1;
            var text = input[at..].IndexOfAnyExcept((byte)' ', (byte)'\t');
            if (text >= 0 && input[at + text] == '{') return at + text;
        }

        return input.Length;
    }
}
