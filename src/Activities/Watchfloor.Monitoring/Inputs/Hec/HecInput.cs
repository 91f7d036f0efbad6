using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Watchfloor.Events;
using Watchfloor.Formats;
using Watchfloor.Monitoring.Inputs.Http;
using Watchfloor.Monitoring.Intake;
using Watchfloor.Monitoring.Sources;
using Watchfloor.Platform.Access.Http;
using Watchfloor.Platform.Log;

namespace Watchfloor.Monitoring.Inputs.Hec;

/// <summary>Takes events as Splunk's event collector does.</summary>
internal sealed class HecInput(IIntake intake, BodyReader bodies, SenderGate gate, HecAcks acks, IEventLog log, HttpInputOptions options)
{
    private const int MaxAsked = 100_000;

    /// <summary><c>POST /services/collector/event</c>.</summary>
    public Task EventAsync(HttpContext context) => TakeAsync(context, (source, body, lines) =>
        HecEvents.Read(body.Span, new HecEnvelope(), lines) is { } fault
            ? new Taking(fault, null)
            : new Taking(null, Batch(context, source, "jsonl", lines.Ends.Count)));

    /// <summary><c>POST /services/collector/raw</c>: lines. With something said about them in the address each becomes an object with it;
    /// otherwise they are taken as they are, in the source's format or the one that is seen.</summary>
    public Task RawAsync(HttpContext context) => TakeAsync(context, (source, body, lines) =>
    {
        var envelope = EnvelopeOf(context.Request.Query);
        if (body.Span.Trim(" \t\r\n"u8).IsEmpty) return new Taking(HecReply.NoData, null);
        if (BodyRecords.FirstTooLong(body.Span) > 0) return new Taking(HecReply.TooLarge, null);
        if (source.Format.Length > 0 || envelope.IsEmpty)
        {
            var records = BodyRecords.Read(body, FormatRegistry.ByName(source.Format));
            return new Taking(null, Batch(context, source, records.Format.Name, records.Events) with { Body = body, RecordEnds = records.RecordEnds });
        }

        foreach (var line in body.Span.Split((byte)'\n'))
        {
            var text = body.Span[line].Trim(" \t\r"u8);
            if (!text.IsEmpty) lines.AddText(Encoding.UTF8.GetString(text), envelope);
        }

        return new Taking(null, Batch(context, source, "jsonl", lines.Ends.Count));
    });

    /// <summary><c>POST /services/collector/ack</c>.</summary>
    public async Task AckAsync(HttpContext context)
    {
        var refused = Refused(context, out _) ?? (ChannelOf(context) is null ? HecReply.NoChannel : null);
        var (body, fault) = refused is null ? await bodies.ReadAsync(context).ConfigureAwait(false) : (null, null);
        using (body)
        {
            var ids = body is null ? null : AskedIds(body.Bytes.Span);
            if ((refused ?? (fault is null ? null : HecReply.Of(fault)) ?? (ids is null ? HecReply.InvalidFormat : null)) is { } reply)
            {
                await reply.WriteAsync(context).ConfigureAwait(false);
                return;
            }

            context.Response.ContentType = "application/json";
            var json = new Utf8JsonWriter(context.Response.BodyWriter);
            await using (json.ConfigureAwait(false))
            {
                json.WriteStartObject();
                json.WriteStartObject("acks");
                foreach (var id in ids!.Distinct()) json.WriteBoolean(id.ToString(CultureInfo.InvariantCulture), acks.IsOnDisk(id));
                json.WriteEndObject();
                json.WriteEndObject();
                await json.FlushAsync(context.RequestAborted).ConfigureAwait(false);
            }
        }
    }

    /// <summary><c>GET /services/collector/health</c>: whether events would be taken.</summary>
    public Task HealthAsync(HttpContext context) => (log.Fullness >= 0.9 ? HecReply.Unhealthy : HecReply.Healthy).WriteAsync(context);

    private async Task TakeAsync(HttpContext context, Func<Source, ReadOnlyMemory<byte>, HecLines, Taking> read)
    {
        var reply = Refused(context, out var source);
        var channel = ChannelOf(context);
        if (reply is null && channel is not null && !Guid.TryParse(channel, out _)) reply = HecReply.InvalidChannel;
        if (reply is not null)
        {
            await reply.WriteAsync(context).ConfigureAwait(false);
            return;
        }

        var (body, fault) = await bodies.ReadAsync(context).ConfigureAwait(false);
        using (body)
        {
            reply = fault is null ? await TakeAsync(context, source!, body!.Bytes, read).ConfigureAwait(false) : HecReply.Of(fault);
            if (reply == HecReply.Success && channel is not null) reply = reply with { AckId = acks.Next() };
            await reply.WriteAsync(context).ConfigureAwait(false);
        }
    }

    private async Task<HecReply> TakeAsync(HttpContext context, Source source, ReadOnlyMemory<byte> body, Func<Source, ReadOnlyMemory<byte>, HecLines, Taking> read)
    {
        using var made = bodies.Create();
        // The envelope's names take the place of the sender's, so lines may be longer than the request.
        var lines = new HecLines(made, (int)Math.Min(int.MaxValue, 2L * options.MaxBodyBytes));
        var taking = read(source, body, lines);
        if (taking.Reply is { } fault) return fault;
        if (!lines.Fits || LongestOf(lines.Ends) > DecodeLimits.Default.MaxRecordBytes) return HecReply.TooLarge;
        var batch = taking.Batch!;
        if (batch.Body.IsEmpty) batch = batch with { Body = made.Bytes, RecordEnds = lines.Ends };
        var result = await intake.TakeAsync(batch, context.RequestAborted).ConfigureAwait(false);
        if (result.Outcome == IntakeOutcome.Accepted) return HecReply.Success;
        if (result.RetryAfter > TimeSpan.Zero) context.SetRetryAfter(result.RetryAfter);
        return HecReply.Of(result.Outcome);
    }

    private HecReply? Refused(HttpContext context, out Source? source)
    {
        var verdict = gate.Admit(context, "hec", out source);
        return verdict == SenderVerdict.Admitted ? null : HecReply.Of(verdict, context);
    }

    private static IntakeBatch Batch(HttpContext context, Source source, string format, int events) => new()
    {
        SourceId = source.Id,
        Input = "hec",
        Format = format,
        Sender = SenderGate.AddressOf(context),
        Events = events,
        Body = default,
    };

    private static string? ChannelOf(HttpContext context)
    {
        var header = context.Request.Headers["X-Splunk-Request-Channel"].ToString();
        if (header.Length > 0) return header;
        var query = context.Request.Query["channel"].ToString();
        return query.Length > 0 ? query : null;
    }

    private static HecEnvelope EnvelopeOf(IQueryCollection query)
    {
        return new HecEnvelope { Host = Text("host"), Source = Text("source"), SourceType = Text("sourcetype"), Index = Text("index") };

        string? Text(string name) => query[name].ToString() is { Length: > 0 } text ? text : null;
    }

    private static int LongestOf(List<int> ends)
    {
        var longest = 0;
        for (var i = 0; i < ends.Count; i++) longest = Math.Max(longest, ends[i] - (i == 0 ? 0 : ends[i - 1]));
        return longest;
    }

    /// <summary>The ids of <c>{"acks":[1,2]}</c>, or null.</summary>
    private static List<long>? AskedIds(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject || !reader.Read() || !reader.ValueTextEquals("acks"u8)) return null;
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray) return null;
            var ids = new List<long>();
            while (reader.Read() && reader.TokenType == JsonTokenType.Number && ids.Count < MaxAsked && reader.TryGetInt64(out var id)) ids.Add(id);
            return reader.TokenType == JsonTokenType.EndArray ? ids : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>What a body holds: a batch, or the answer that refuses it.</summary>
    private sealed record Taking(HecReply? Reply, IntakeBatch? Batch);
}
