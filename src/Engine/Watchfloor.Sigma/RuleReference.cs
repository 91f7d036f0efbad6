namespace Watchfloor.Sigma;

/// <summary>The name or id by which a correlation or filter refers to a rule, with its place in the file.</summary>
/// <param name="Text">The id or name as written.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
public sealed record RuleReference(string Text, int Line, int Column)
{
    /// <inheritdoc/>
    public override string ToString() => Text;
}
