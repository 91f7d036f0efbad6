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
        new("source", ColumnKind.Text, "the source's id"),
        new("input", ColumnKind.Text, "the input that took it, such as syslog.tcp"),
        new("sender", ColumnKind.Text, "the sender's address"),
        new("host", ColumnKind.Text, "the host it is about"),
        new("log_source", ColumnKind.Text, "its log sources, product/category/service"),
        new("format", ColumnKind.Text, "the format it was decoded from"),
        new("unparsed", ColumnKind.Text, "why it could not be decoded; empty when it could"),
        new("flags", ColumnKind.Text, "clock_skew, no_time; separated by spaces"),
        Text("event.code", "the source's number or name for this kind of event"),
        Text("event.action", "what was done"),
        Text("event.provider", "the program or service that wrote it"),
        Text("winlog.channel", "the Windows channel"),
        Text("user.name", "the account"),
        Text("user.domain", "the account's domain"),
        Text("user.id", "the account's id, such as a SID"),
        Text("process.executable", "the program's path"),
        Text("process.name", "the program's name"),
        Text("process.command_line", "how it was started"),
        Integer("process.pid", "its process id"),
        Text("process.parent.executable", "the path of the program that started it"),
        Text("process.parent.command_line", "how that was started"),
        Integer("process.parent.pid", "that one's process id"),
        Text("source.ip", "where a connection came from"),
        Integer("source.port", "from which port"),
        Text("destination.ip", "where it went"),
        Integer("destination.port", "to which port"),
        Text("destination.domain", "the name of where it went"),
        Text("network.transport", "tcp, udp, icmp"),
        Text("dns.question.name", "the name asked for"),
        Text("url.original", "the address asked for"),
        Text("url.domain", "the host part of the address"),
        Text("http.request.method", "GET, POST"),
        Integer("http.response.status_code", "the answer's status"),
        Text("user_agent.original", "what the client calls itself"),
        Text("file.path", "the file's path"),
        Text("file.name", "the file's name"),
        Text("service.name", "the service"),
        Text("rule.name", "the sender's own rule that fired"),
        Text("cloud.account.id", "the cloud account"),
        new(Fields, ColumnKind.Text, "all decoded fields as JSON under the source's own names"),
    ]);

    /// <summary>The columns that a table keeps: all but the fields, which stand in packs. Behind them come the pack and the row in it.</summary>
    internal static IReadOnlyList<EventColumn> Kept { get; } = [.. All.Where(c => c.Name != Fields)];

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

    private static EventColumn Text(string name, string meaning) => new(name, ColumnKind.Text, meaning) { IsMapped = true };

    private static EventColumn Integer(string name, string meaning) => new(name, ColumnKind.Integer, meaning) { IsMapped = true };

    private static EventColumn[] Number(EventColumn[] columns)
    {
        for (var i = 0; i < columns.Length; i++) columns[i].Ordinal = i;
        return columns;
    }
}
