using System.Text.Json;
using Watchfloor.Events;
using Watchfloor.Monitoring.Inputs.Http;
using Watchfloor.Monitoring.Intake;

namespace Watchfloor.Monitoring.Inputs.Elastic;

/// <summary>
/// Reads the lines of a bulk request, an action and its document by turns, into one document a line. Each document gets the index it was
/// sent to as the field <c>_index</c>, as it has for people who search in Elasticsearch.
/// </summary>
internal sealed class BulkBody
{
    private readonly string _sourceId;
    private readonly string? _index;
    private readonly ReceivedBody _documents;
    private readonly int _most;
    private readonly List<UInt128> _keys = [];
    private bool _hasKeys;

    private BulkBody(string sourceId, string? index, ReceivedBody documents, int most)
    {
        _sourceId = sourceId;
        _index = index;
        _documents = documents;
        _most = most;
    }

    /// <summary>Every action in order.</summary>
    public List<BulkItem> Items { get; } = [];

    /// <summary>Where each taken document ends in the documents.</summary>
    public List<int> Ends { get; } = [];

    /// <summary>A key for each taken document, zero for one without an id; empty when none has an id.</summary>
    public IReadOnlyList<UInt128> Keys => _hasKeys ? _keys : [];

    /// <summary>Why the whole request is wrong, or null.</summary>
    public string? Fault { get; private set; }

    /// <summary>Reads a request.</summary>
    /// <param name="body">Its body.</param>
    /// <param name="sourceId">The source's id.</param>
    /// <param name="index">The index named in the address, for actions that name none.</param>
    /// <param name="documents">Takes the documents.</param>
    /// <param name="most">How many bytes they may have.</param>
    public static BulkBody Read(ReadOnlySpan<byte> body, string sourceId, string? index, ReceivedBody documents, int most)
    {
        var bulk = new BulkBody(sourceId, index, documents, most);
        bulk.Read(body);
        return bulk;
    }

    private void Read(ReadOnlySpan<byte> body)
    {
        for (var line = 1; Fault is null && TryLine(ref body, out var text); line++)
        {
            if (text.IsEmpty) continue;
            if (!BulkAction.TryParse(text, out var action))
            {
                Fault = $"Malformed action/metadata line [{line}], expected one object with the key index, create, update or delete";
                return;
            }

            if (action.Name == "delete")
            {
                Refuse(action, BulkFault.Unsupported(action.Name));
                continue;
            }

            line++;
            if (!TryLine(ref body, out var document) || document.IsEmpty)
            {
                Fault = $"The action on line [{line - 1}] has no document behind it";
                return;
            }

            Take(action, document);
        }

        if (Items.Count == 0) Fault ??= "request body is required";
    }

    private void Take(BulkAction action, ReadOnlySpan<byte> document)
    {
        var index = action.Index ?? _index;
        var most = DecodeLimits.Default.MaxRecordBytes;
        if (action.Name == "update") Refuse(action, BulkFault.Unsupported(action.Name));
        else if (index is null) Refuse(action, BulkFault.NoIndex);
        else if (document.Length + index.Length + 16 > most) Refuse(action, BulkFault.TooLong(most));
        else Add(action, index, document);
    }

    private void Add(BulkAction action, string index, ReadOnlySpan<byte> document)
    {
        Items.Add(new BulkItem(action.Name, index, action.Id ?? MadeUpId(), null));
        // A document that is no object is kept as it is; it becomes an event that says why it could not be read.
        var isWhole = true;
        if (document.StartsWith("{"u8) && !document.StartsWith("{\"_index\""u8))
        {
            var rest = document[1..].TrimStart(" \t"u8);
            isWhole = _documents.TryAdd("{\"_index\":\""u8, _most)
                && _documents.TryAdd(JsonEncodedText.Encode(index).EncodedUtf8Bytes, _most)
                && _documents.TryAdd(rest.StartsWith("}"u8) ? "\""u8 : "\","u8, _most);
            document = rest;
        }

        if (!isWhole || !_documents.TryAdd(document, _most) || !_documents.TryAdd("\n"u8, _most))
        {
            Fault = "the documents are too long together";
            return;
        }

        Ends.Add(_documents.Length);
        _keys.Add(action.Id is null ? 0 : SendingKey.OfDocument(_sourceId, index, action.Id));
        _hasKeys |= action.Id is not null;
    }

    private void Refuse(BulkAction action, BulkFault fault) =>
        Items.Add(new BulkItem(action.Name, action.Index ?? _index ?? "", action.Id ?? "", fault));

    private static bool TryLine(ref ReadOnlySpan<byte> body, out ReadOnlySpan<byte> line)
    {
        line = default;
        if (body.IsEmpty) return false;
        var end = body.IndexOf((byte)'\n');
        line = (end < 0 ? body : body[..end]).Trim(" \t\r"u8);
        body = end < 0 ? [] : body[(end + 1)..];
        return true;
    }

    private static string MadeUpId() => Guid.NewGuid().ToString("N");
}
