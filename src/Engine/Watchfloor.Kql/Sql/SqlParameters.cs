using Watchfloor.Kql.Semantics;

namespace Watchfloor.Kql.Sql;

/// <summary>The values of a query; the same value is one parameter.</summary>
internal sealed class SqlParameters(ISqlDialect dialect)
{
    private readonly Dictionary<Constant, string> _known = [];
    private readonly List<Constant> _values = [];

    /// <summary>The values, in their order.</summary>
    public IReadOnlyList<Constant> Values => _values;

    /// <summary>The parameter of a value.</summary>
    public string Of(Constant value)
    {
        if (_known.TryGetValue(value, out var known)) return known;
        _values.Add(value);
        return _known[value] = dialect.Parameter(_values.Count, value.Type);
    }

    /// <summary>The parameter of a text.</summary>
    public string Of(string text) => Of(Constant.Of(text));
}
