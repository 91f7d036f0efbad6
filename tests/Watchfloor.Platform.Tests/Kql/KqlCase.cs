namespace Watchfloor.Platform.Tests.Kql;

/// <summary>A query of a case file, and what it must give.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Line">The line of the title, from 1.</param>
/// <param name="Title">What the case shows.</param>
/// <param name="Query">The query.</param>
/// <param name="IsOrdered">The rows must come in this order.</param>
/// <param name="Columns">The columns that the result must have.</param>
/// <param name="Rows">The rows, a cell as JSON text.</param>
/// <param name="Error">The mistake that the query must be told to have; null for one that runs.</param>
internal sealed record KqlCase(
    string File, int Line, string Title, string Query, bool IsOrdered, IReadOnlyList<KqlCaseColumn> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, KqlCaseError? Error)
{
    /// <inheritdoc/>
    public override string ToString() => $"{File}:{Line} {Title}";
}

/// <summary>A column of a case.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type, as Kusto names it.</param>
internal sealed record KqlCaseColumn(string Name, string Type);

/// <summary>The mistake of a case.</summary>
/// <param name="Line">The line of the query, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Text">What the message must contain, whatever its case.</param>
internal sealed record KqlCaseError(int Line, int Column, string Text);
