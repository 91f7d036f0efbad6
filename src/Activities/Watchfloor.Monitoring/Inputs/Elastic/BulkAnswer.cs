using System.Text.Json;

namespace Watchfloor.Monitoring.Inputs.Elastic;

/// <summary>Writes the answer to a bulk request: what became of each action, in order.</summary>
internal static class BulkAnswer
{
    /// <summary>Writes the answer.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="items">The actions.</param>
    /// <param name="took">How long it took, in milliseconds.</param>
    /// <param name="filter">The fields that are wanted.</param>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<BulkItem> items, long took, FilterPath filter)
    {
        json.WriteStartObject();
        if (filter.Wants("took")) json.WriteNumber("took", took);
        if (filter.Wants("errors")) json.WriteBoolean("errors", items.Any(i => i.Fault is not null));
        if (filter.Wants("items"))
        {
            json.WriteStartArray("items");
            foreach (var item in items) Write(json, item, filter);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>What became of a document, as the fields of an open object.</summary>
    public static void WriteFields(Utf8JsonWriter json, BulkItem item, Func<string, bool> wants)
    {
        if (wants("_index")) json.WriteString("_index", item.Index);
        if (wants("_id")) json.WriteString("_id", item.Id);
        if (item.Fault is { } fault)
        {
            if (wants("status")) json.WriteNumber("status", fault.Status);
            if (!wants("error")) return;
            json.WriteStartObject("error");
            json.WriteString("type", fault.Type);
            json.WriteString("reason", fault.Reason);
            json.WriteEndObject();
            return;
        }

        // An id that was taken before is answered like the first time: to every sender that is success, and it is the truth.
        if (wants("_version")) json.WriteNumber("_version", 1);
        if (wants("result")) json.WriteString("result", "created");
        if (wants("_shards"))
        {
            json.WriteStartObject("_shards");
            json.WriteNumber("total", 1);
            json.WriteNumber("successful", 1);
            json.WriteNumber("failed", 0);
            json.WriteEndObject();
        }

        if (wants("_seq_no")) json.WriteNumber("_seq_no", 0);
        if (wants("_primary_term")) json.WriteNumber("_primary_term", 1);
        if (wants("status")) json.WriteNumber("status", 201);
    }

    private static void Write(Utf8JsonWriter json, BulkItem item, FilterPath filter)
    {
        json.WriteStartObject();
        json.WriteStartObject(item.Action);
        WriteFields(json, item, field => filter.Wants("items", item.Action, field));
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
