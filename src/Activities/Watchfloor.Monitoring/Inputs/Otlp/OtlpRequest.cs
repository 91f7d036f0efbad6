using System.Text;
using Google.Protobuf;
using Watchfloor.Monitoring.Inputs.Otlp.Wire;

namespace Watchfloor.Monitoring.Inputs.Otlp;

/// <summary>Reads requests, as protobuf or as JSON.</summary>
internal static class OtlpRequest
{
    private static readonly JsonParser Json = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    /// <summary>Reads protobuf.</summary>
    /// <returns>Null when it is none; the fault then says why.</returns>
    public static ExportLogsServiceRequest? FromProtobuf(ReadOnlyMemory<byte> body, out string fault)
    {
        fault = "";
        try
        {
            return ExportLogsServiceRequest.Parser.ParseFrom(body.Span);
        }
        catch (InvalidProtocolBufferException e)
        {
            fault = e.Message;
            return null;
        }
    }

    /// <summary>Reads JSON (OTLP §JSON Protobuf Encoding).</summary>
    /// <returns>Null when it is none; the fault then says why.</returns>
    public static ExportLogsServiceRequest? FromJson(ReadOnlyMemory<byte> body, out string fault)
    {
        fault = "";
        try
        {
            var request = Json.Parse<ExportLogsServiceRequest>(Encoding.UTF8.GetString(body.Span));
            foreach (var record in request.ResourceLogs.SelectMany(r => r.ScopeLogs).SelectMany(s => s.LogRecords))
            {
                record.TraceId = FromHex(record.TraceId);
                record.SpanId = FromHex(record.SpanId);
            }

            return request;
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidJsonException or InvalidOperationException or FormatException or OverflowException)
        {
            fault = e.Message;
            return null;
        }
    }

    /// <summary>
    /// OTLP writes ids as hexadecimal digits where protobuf's JSON has base64. The parser took the digits for base64, so written as
    /// base64 again they are the digits. Anything else was base64 indeed.
    /// </summary>
    private static ByteString FromHex(ByteString read)
    {
        var text = read.ToBase64();
        return text.Length is 32 or 16 && text.All(char.IsAsciiHexDigit) ? ByteString.CopyFrom(Convert.FromHexString(text)) : read;
    }
}
