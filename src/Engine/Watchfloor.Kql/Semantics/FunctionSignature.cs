namespace Watchfloor.Kql.Semantics;

/// <summary>What a parameter takes.</summary>
public enum ParameterKind
{
    /// <summary>A value of its type; a dynamic value is converted.</summary>
    Typed,

    /// <summary>Any value, as it is.</summary>
    Any,

    /// <summary>Any value, as a string.</summary>
    Text,

    /// <summary>Any value, as a dynamic one.</summary>
    Value,

    /// <summary>A number of any type.</summary>
    Number,

    /// <summary>A value of one type with the others of its letter.</summary>
    Same,

    /// <summary>A number or timespan of one type with the others of its letter.</summary>
    SameSummable,

    /// <summary>A number, timespan, datetime of one type with the others of its letter.</summary>
    SameOrdered,

    /// <summary>A regular expression that is known before the query runs.</summary>
    Regex,

    /// <summary>The name of a part of a datetime.</summary>
    Part,

    /// <summary>A type: <c>typeof(long)</c>.</summary>
    TypeOf,
}

/// <summary>A parameter of a function.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it takes.</param>
/// <param name="Type">The type of <see cref="ParameterKind.Typed"/>.</param>
/// <param name="IsOptional">Whether it may be left out.</param>
/// <param name="Default">The value of one that is left out; null: it is left out of the call.</param>
/// <param name="IsMany">Whether any number of arguments may follow.</param>
public sealed record Parameter(string Name, ParameterKind Kind, KqlType? Type, bool IsOptional, Constant? Default, bool IsMany);

/// <summary>
/// A signature, written as <c>name(first: string, second: long = 0, rest: any...): bool</c>. The types are those of Kusto, and
/// <c>any</c>, <c>text</c> (anything as a string), <c>value</c> (anything as dynamic), <c>number</c>, <c>T</c>, <c>S</c> and <c>O</c> (one
/// type for all of that letter: any; a number or timespan; a number or time), <c>regex</c>, <c>part</c>, <c>typeof</c>. A question mark
/// behind the type lets the argument be left out.
/// </summary>
/// <param name="Name">The function's name.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Returns">The type of its result; null: <c>T</c>, <c>S</c> or <c>O</c>, or that of <c>typeof</c>.</param>
public sealed record FunctionSignature(string Name, IReadOnlyList<Parameter> Parameters, KqlType? Returns)
{
    /// <summary>The fewest arguments: the rest behind others may be nothing.</summary>
    public int Least => Parameters.Count(p => !p.IsOptional && !(p.IsMany && Parameters.Count > 1));

    /// <summary>The most arguments.</summary>
    public int Most => Parameters.Any(p => p.IsMany) ? 64 : Parameters.Count;

    /// <summary>The parameter of an argument.</summary>
    public Parameter At(int argument) => Parameters[Math.Min(argument, Parameters.Count - 1)];

    /// <summary>Reads a signature.</summary>
    public static FunctionSignature Parse(string text)
    {
        var open = text.IndexOf('(', StringComparison.Ordinal);
        var close = text.LastIndexOf("):", StringComparison.Ordinal);
        var inner = text[(open + 1)..close].Trim();
        var parameters = inner.Length == 0 ? [] : inner.Split(", ").Select(Read).ToList();
        var returns = text[(close + 2)..].Trim();
        return new FunctionSignature(text[..open], parameters, returns is "T" or "S" or "O" or "typeof" ? null : KqlTypes.Find(returns) ?? throw new FormatException(text));
    }

    private static Parameter Read(string text)
    {
        var (name, rest) = Cut(text, ": ");
        var (type, value) = Cut(rest, " = ");
        var isMany = type.EndsWith("...", StringComparison.Ordinal);
        var isOptional = value.Length > 0 || type.EndsWith('?');
        type = type.TrimEnd('.', '?');
        var kind = type switch
        {
            "any" => ParameterKind.Any,
            "text" => ParameterKind.Text,
            "value" => ParameterKind.Value,
            "number" => ParameterKind.Number,
            "T" => ParameterKind.Same,
            "S" => ParameterKind.SameSummable,
            "O" => ParameterKind.SameOrdered,
            "regex" => ParameterKind.Regex,
            "part" => ParameterKind.Part,
            "typeof" => ParameterKind.TypeOf,
            _ => ParameterKind.Typed,
        };
        KqlType? known = kind == ParameterKind.Typed ? KqlTypes.Find(type) ?? throw new FormatException(text) : null;
        return new Parameter(name, kind, known, isOptional, value.Length > 0 ? Default(value) : null, isMany);
    }

    private static Constant Default(string value) => value[0] == '"' ? Constant.Of(value.Trim('"')) : value is "true" or "false" ? Constant.Of(value == "true") : Constant.Of(long.Parse(value, System.Globalization.CultureInfo.InvariantCulture));

    private static (string Before, string Behind) Cut(string text, string separator)
    {
        var at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? (text, "") : (text[..at], text[(at + separator.Length)..]);
    }
}
