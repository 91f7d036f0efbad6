using System.Collections.Frozen;

namespace Watchfloor.Platform.Store.Columns;

/// <summary>
/// The columns of the events table, in their order. Adding one is a new layout: older day files lack it, so a change here needs a new
/// <see cref="Layout"/> and a reader for the old one.
/// </summary>
public static class EventColumns
{
    /// <summary>The version of the table's layout, kept in each file.</summary>
    public const int Layout = 2;

    /// <summary>The name of the column with all decoded fields as one flat JSON object under the source's own names.</summary>
    public const string Fields = "fields";

    /// <summary>The name under which <see cref="Fields"/> keeps the record as it was received, where that is not JSON itself.</summary>
    /// <remarks>
    /// The record and the fields say the same twice; side by side in one text they compress as one. The same holds for the text for
    /// people. A sender cannot pass a field off as the record, because this comes first.
    /// </remarks>
    public const string RawField = "\u0001raw";

    /// <summary>The names under which sources keep the text for people, best first.</summary>
    public static IReadOnlyList<string> MessageFields { get; } = ["message", "Message", "MESSAGE"];

    /// <summary>All columns.</summary>
    public static IReadOnlyList<EventColumn> All { get; } = Number(
    [
        new("time", ColumnKind.Time, "when it happened, as the event says; when it was received if it does not"),
        new("received", ColumnKind.Time, "when it was received"),
        new("log_offset", ColumnKind.Integer, "where it stands in the log: the entry"),
        new("log_index", ColumnKind.Integer, "where it stands in the entry: partition * 2^24 + index"),
        new("source", ColumnKind.Text, "the source's id") { Place = ColumnPlace.Kind },
        new("input", ColumnKind.Text, "the input that took it, such as syslog.tcp") { Place = ColumnPlace.Kind },
        new("sender", ColumnKind.Text, "the sender's address") { Place = ColumnPlace.Kind },
        new("host", ColumnKind.Text, "the host it is about") { Place = ColumnPlace.Kind },
        new("log_source", ColumnKind.Text, "its log sources, product/category/service") { Place = ColumnPlace.Kind },
        new("format", ColumnKind.Text, "the format it was decoded from") { Place = ColumnPlace.Kind },
        new("unparsed", ColumnKind.Text, "why it could not be decoded; empty when it could") { Place = ColumnPlace.Kind },
        new("flags", ColumnKind.Text, "clock_skew, no_time; separated by spaces") { Place = ColumnPlace.Kind },
        Text("event.code", ColumnPlace.Kind, "the source's number or name for this kind of event"),
        Text("event.action", ColumnPlace.Kind, "what was done"),
        Text("event.provider", ColumnPlace.Kind, "the program or service that wrote it"),
        Text("winlog.channel", ColumnPlace.Kind, "the Windows channel"),
        Text("user.name", ColumnPlace.Row, "the account"),
        Text("user.domain", ColumnPlace.Pack, "the account's domain"),
        Text("user.id", ColumnPlace.Pack, "the account's id, such as a SID"),
        Text("process.executable", ColumnPlace.Row, "the program's path"),
        Text("process.name", ColumnPlace.Pack, "the program's name"),
        Text("process.command_line", ColumnPlace.Row, "how it was started"),
        Integer("process.pid", ColumnPlace.Pack, "its process id"),
        Text("process.parent.executable", ColumnPlace.Row, "the path of the program that started it"),
        Text("process.parent.command_line", ColumnPlace.Pack, "how that was started"),
        Integer("process.parent.pid", ColumnPlace.Pack, "that one's process id"),
        Text("source.ip", ColumnPlace.Row, "where a connection came from"),
        Integer("source.port", ColumnPlace.Row, "from which port"),
        Text("destination.ip", ColumnPlace.Row, "where it went"),
        Integer("destination.port", ColumnPlace.Row, "to which port"),
        Text("destination.domain", ColumnPlace.Pack, "the name of where it went"),
        Text("network.transport", ColumnPlace.Pack, "tcp, udp, icmp"),
        Text("dns.question.name", ColumnPlace.Row, "the name asked for"),
        Text("url.original", ColumnPlace.Row, "the address asked for"),
        Text("url.domain", ColumnPlace.Pack, "the host part of the address"),
        Text("http.request.method", ColumnPlace.Pack, "GET, POST"),
        Integer("http.response.status_code", ColumnPlace.Row, "the answer's status"),
        Text("user_agent.original", ColumnPlace.Pack, "what the client calls itself"),
        Text("file.path", ColumnPlace.Pack, "the file's path"),
        Text("file.name", ColumnPlace.Pack, "the file's name"),
        Text("service.name", ColumnPlace.Pack, "the service"),
        Text("rule.name", ColumnPlace.Pack, "the sender's own rule that fired"),
        Text("cloud.account.id", ColumnPlace.Pack, "the cloud account"),
        new(Fields, ColumnKind.Text, "all decoded fields as JSON under the source's own names") { Place = ColumnPlace.Pack },
    ]);

    /// <summary>The columns that stand in a row. Behind them come the row's kind, its pack and its place there.</summary>
    internal static IReadOnlyList<EventColumn> OfRow { get; } = [.. All.Where(c => c.Place == ColumnPlace.Row)];

    /// <summary>The columns that stand in a row's kind.</summary>
    internal static IReadOnlyList<EventColumn> OfKind { get; } = [.. All.Where(c => c.Place == ColumnPlace.Kind)];

    /// <summary>The columns by name, whatever the case.</summary>
    public static FrozenDictionary<string, EventColumn> ByName { get; } = All.ToFrozenDictionary(c => c.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Other names for a column: what people who know ECS would type.</summary>
    public static FrozenDictionary<string, string> Aliases { get; } = new Dictionary<string, string>
    {
        ["@timestamp"] = "time",
        ["timestamp"] = "time",
        ["event.created"] = "received",
        ["host.name"] = "host",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static EventColumn Text(string name, ColumnPlace place, string meaning) => new(name, ColumnKind.Text, meaning) { IsMapped = true, Place = place };

    private static EventColumn Integer(string name, ColumnPlace place, string meaning) => new(name, ColumnKind.Integer, meaning) { IsMapped = true, Place = place };

    private static EventColumn[] Number(EventColumn[] columns)
    {
        for (var i = 0; i < columns.Length; i++) columns[i].Ordinal = i;
        return columns;
    }
}
