using System.Text.Json;
using Watchfloor.Client;
using Watchfloor.Commands;
using Watchfloor.Contracts.Analysis;
using Watchfloor.Sigma;

namespace Watchfloor.Simulate;

/// <summary>Reads what was found, and looks up which of it is true.</summary>
internal static class Hits
{
    /// <summary>The findings of <c>scan --output ndjson</c>, told by file and offset.</summary>
    /// <exception cref="FormatException">A line is no finding.</exception>
    public static IEnumerable<Hit> OfFindings(TextReader text, Truth truth)
    {
        var number = 0;
        while (text.ReadLine() is { } line)
        {
            number++;
            yield return Finding(line, number, truth);
        }
    }

    /// <summary>The alerts of a server, told by the values of their evidence. Of a folded alert the server keeps the first twenty events.</summary>
    /// <returns>The hits, or null when the server refused, which was said.</returns>
    public static async Task<IReadOnlyList<Hit>?> OfServerAsync(Terminal terminal, HttpClient client, Truth truth, CancellationToken cancellation)
    {
        var hits = new List<Hit>();
        for (string? cursor = "", next; cursor is not null; cursor = next)
        {
            using var answer = await client.GetAsync(new Uri($"/api/v1/alerts?limit={ListAlerts.MaxLimit}{(cursor.Length > 0 ? "&cursor=" + Uri.EscapeDataString(cursor) : "")}", UriKind.Relative), cancellation).ConfigureAwait(false);
            if (!answer.IsSuccessStatusCode)
            {
                await ServerConnection.RefusedAsync(terminal, answer, cancellation).ConfigureAwait(false);
                return null;
            }

            var page = JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false), AlertsJson.Default.PageAlertSummary)!;
            foreach (var alert in page.Items)
            {
                using var detail = await client.GetAsync(new Uri("/api/v1/alerts/" + alert.Id, UriKind.Relative), cancellation).ConfigureAwait(false);
                if (!detail.IsSuccessStatusCode)
                {
                    await ServerConnection.RefusedAsync(terminal, detail, cancellation).ConfigureAwait(false);
                    return null;
                }

                using var document = JsonDocument.Parse(await detail.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false));
                hits.Add(Alert(alert, document.RootElement, truth));
            }

            next = page.Next;
        }

        return hits;
    }

    /// <summary>An alert with its evidence.</summary>
    internal static Hit Alert(AlertSummary alert, JsonElement detail, Truth truth)
    {
        var events = new List<TrueEvent>();
        foreach (var evidence in detail.GetProperty("evidence").EnumerateArray())
        {
            if (evidence.GetProperty("event") is not { ValueKind: JsonValueKind.Object } e) continue;
            var values = new HashSet<string>(StringComparer.Ordinal);
            Gather(e, values);
            if (truth.With(values) is { } found) events.Add(found);
        }

        return new Hit(alert.RuleTitle, Enum.Parse<RuleLevel>(alert.Level, ignoreCase: true), alert.Host, alert.FirstSeen, events);
    }

    private static Hit Finding(string line, int number, Truth truth)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var finding = document.RootElement;
            var events = new List<TrueEvent>();
            void Look(JsonElement e)
            {
                if (truth.At(e.GetProperty("log.file.path").GetString()!, e.GetProperty("log.offset").GetInt64()) is { } found) events.Add(found);
            }

            if (finding.TryGetProperty("events", out var members)) foreach (var member in members.EnumerateArray()) Look(member);
            else Look(finding);
            var time = finding.GetProperty("@timestamp");
            return new Hit(
                finding.GetProperty("rule.name").GetString()!, Enum.Parse<RuleLevel>(finding.GetProperty("rule.level").GetString()!, ignoreCase: true),
                finding.GetProperty("host.name").GetString() ?? "", time.ValueKind == JsonValueKind.Null ? DateTimeOffset.UnixEpoch : time.GetDateTimeOffset(), events);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException($"line {number} is no finding of scan --output ndjson: {e.Message}", e);
        }
    }

    private static void Gather(JsonElement e, HashSet<string> values)
    {
        switch (e.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in e.EnumerateObject()) Gather(property.Value, values);
                break;
            case JsonValueKind.Array:
                foreach (var item in e.EnumerateArray()) Gather(item, values);
                break;
            case JsonValueKind.String:
                values.Add(e.GetString()!);
                break;
            default:
                values.Add(e.GetRawText());
                break;
        }
    }
}
