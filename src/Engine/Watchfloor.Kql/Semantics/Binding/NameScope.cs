using Watchfloor.Kql.Syntax;

namespace Watchfloor.Kql.Semantics.Binding;

/// <summary>What a name stands for that <c>let</c>, <c>as</c> or a parameter has given.</summary>
internal abstract record Binding;

/// <summary>A value.</summary>
internal sealed record ScalarBinding(Scalar Value) : Binding;

/// <summary>A table, bound anew wherever it is named, so that its columns are others in each place.</summary>
/// <param name="Bind">Binds it.</param>
/// <param name="IsView">Whether patterns of table names find it.</param>
internal sealed record TableBinding(Func<Relation> Bind, bool IsView) : Binding;

/// <summary>A function, and the names that were known where it was written.</summary>
internal sealed record FunctionBinding(FunctionBody Function, NameScope Scope) : Binding;

/// <summary>The names that are known somewhere.</summary>
internal sealed class NameScope(NameScope? outer)
{
    private readonly Dictionary<string, Binding> _names = new(StringComparer.Ordinal);

    /// <summary>Gives a name.</summary>
    public void Add(string name, Binding binding) => _names[name] = binding;

    /// <summary>What a name stands for, or null.</summary>
    public Binding? Find(string name) => _names.TryGetValue(name, out var binding) ? binding : outer?.Find(name);

    /// <summary>All names and what they stand for.</summary>
    public IEnumerable<KeyValuePair<string, Binding>> All => outer is null ? _names : outer.All.Where(p => !_names.ContainsKey(p.Key)).Concat(_names);
}
