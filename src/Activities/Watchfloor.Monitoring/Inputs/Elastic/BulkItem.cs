namespace Watchfloor.Monitoring.Inputs.Elastic;

/// <summary>One action of a bulk request.</summary>
/// <param name="Action"><c>index</c>, <c>create</c>, <c>update</c> or <c>delete</c>.</param>
/// <param name="Index">The index it names.</param>
/// <param name="Id">Its <c>_id</c>, or one made up for the answer.</param>
/// <param name="Fault">Why it was not taken, or null.</param>
internal sealed record BulkItem(string Action, string Index, string Id, BulkFault? Fault);

/// <summary>Why one action was not taken, in Elasticsearch's words.</summary>
/// <param name="Status">The item's status.</param>
/// <param name="Type">The error's type.</param>
/// <param name="Reason">What was wrong.</param>
internal sealed record BulkFault(int Status, string Type, string Reason)
{
    public static BulkFault Unsupported(string action) =>
        new(400, "illegal_argument_exception", $"events are only added; the action [{action}] is not done");

    public static BulkFault NoIndex { get; } = new(400, "action_request_validation_exception", "index is missing");

    public static BulkFault TooLong(int most) =>
        new(400, "document_parsing_exception", $"a document may have {most:N0} bytes");
}
