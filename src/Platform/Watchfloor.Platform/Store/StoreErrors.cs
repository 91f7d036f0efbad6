using Watchfloor.Contracts.Errors;
using Watchfloor.Kql;

namespace Watchfloor.Platform.Store;

/// <summary>The filter of a query is wrong.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
public sealed record FilterError(int Line, int Column, string Message) : Error(ErrorKind.Invalid, "query.filter", Message);

/// <summary>The expected failures of the store.</summary>
internal static class StoreErrors
{
    /// <summary>The filter is wrong.</summary>
    public static Error Filter(KqlError error) => new FilterError(error.Line, error.Column, error.ToString()) { Field = "where" };

    /// <summary>The query is wrong.</summary>
    public static Error Kql(KqlError error) => new FilterError(error.Line, error.Column, error.ToString()) { Field = "kql" };

    /// <summary>A column is wrong.</summary>
    public static Error Column(string message) => CommonErrors.Invalid("columns", message);

    /// <summary>All places are taken.</summary>
    public static Error Busy(int queries) => new(ErrorKind.TooMany, "query.busy", $"{queries} queries run already and others wait; try again in a few seconds.");

    /// <summary>The database failed.</summary>
    public static Error Failed(string reason) => new(ErrorKind.Unavailable, "query.failed", $"The event store cannot answer: {reason}");
}
