using Watchfloor.Kql.Syntax;

namespace Watchfloor.Kql.Semantics.Binding;

/// <content>Calls.</content>
internal sealed partial class ScalarBinder
{
    private static readonly string[] Parts =
        ["year", "quarter", "month", "week_of_year", "week", "day", "dayofyear", "hour", "minute", "second", "millisecond", "microsecond", "nanosecond"];

    /// <summary>A call.</summary>
    private Scalar Call(CallSyntax call)
    {
        if (names.Find(call.Name) is FunctionBinding function) return context.Deeper(call.Span, () => tables.ScalarFunction(call, function, Bind, names));
        var entries = FunctionCatalogue.Find(call.Name);
        if (entries.Count == 0) throw NoFunction(call);
        if (entries[0].Kind == FunctionKind.Aggregate) return Aggregate(call, entries);
        if (BuiltIn(call) is { } value) return value;
        if (call.Arguments.FirstOrDefault(a => a.Name is not null) is { } named) throw new QueryException(named.Name!.Span, $"the arguments of `{call.Name}` have no names");
        var (entry, arguments, type) = Choose(call, entries, call.Arguments.Select(a => a.Value).ToList());
        if (entry.Kind == FunctionKind.Window) return Window(call, entry, arguments, type);
        return entry.IsBuiltIn ? Special(call, entry, arguments, type) : new Operation(type, entry.OperationName, arguments);
    }

    private QueryException NoFunction(CallSyntax call)
    {
        var known = FunctionCatalogue.Names.Concat(names.All.Where(p => p.Value is FunctionBinding).Select(p => p.Key)).ToList();
        var near = NearNames.Nearest(call.Name, known);
        return new QueryException(call.NameSpan, $"there is no function `{call.Name}`{(near is null ? "" : $"; did you mean `{near}`?")}");
    }

    /// <summary>The signature that fits the arguments best, the arguments as it takes them, and the type of its result.</summary>
    private (FunctionEntry Entry, List<Scalar> Arguments, KqlType Type) Choose(CallSyntax call, IReadOnlyList<FunctionEntry> entries, List<ExpressionSyntax> syntax)
    {
        var fitting = entries.Where(e => syntax.Count >= e.Signature.Least && syntax.Count <= e.Signature.Most).ToList();
        if (fitting.Count == 0) throw WrongCount(call, entries, syntax.Count);
        var bound = syntax.Select(s => s is TypeOfSyntax or StarSyntax ? null : Bind(s)).ToList();
        var best = fitting.Select(e => (Entry: e, Cost: CostOf(e, syntax, bound))).Where(c => c.Cost is not null).OrderBy(c => c.Cost).Select(c => c.Entry).FirstOrDefault();
        if (best is null) throw WrongType(call, fitting[^1], syntax, bound);
        return (best, Converted(call, best, syntax, bound, out var type), type);
    }

    private static QueryException WrongCount(CallSyntax call, IReadOnlyList<FunctionEntry> entries, int count)
    {
        var (least, most) = (entries.Min(e => e.Signature.Least), entries.Max(e => e.Signature.Most));
        var number = least == most ? $"{least}" : most >= 64 ? $"at least {least}" : $"{least} to {most}";
        return new QueryException(call.NameSpan, $"`{call.Name}` takes {number} argument{(number == "1" ? "" : "s")}, not {count}: {entries[0].Text}");
    }

    private static int? CostOf(FunctionEntry entry, List<ExpressionSyntax> syntax, List<Scalar?> bound)
    {
        var total = 0;
        for (var i = 0; i < bound.Count; i++)
        {
            if (CostOf(entry.Signature.At(i), syntax[i], bound[i]) is not { } cost) return null;
            total += cost;
        }

        return total;
    }

    private static int? CostOf(Parameter parameter, ExpressionSyntax syntax, Scalar? value)
    {
        if (value is null) return (parameter.Kind == ParameterKind.TypeOf) == (syntax is TypeOfSyntax) ? 0 : null;
        return parameter.Kind switch
        {
            ParameterKind.TypeOf => null,
            ParameterKind.Typed => Conversions.Cost(value.Type, parameter.Type!.Value),
            ParameterKind.Number => value.Type.IsNumber() ? 0 : value.Type == KqlType.Dynamic ? 4 : null,
            ParameterKind.SameSummable => value.Type.IsNumber() || value.Type == KqlType.TimeSpan ? 0 : null,
            ParameterKind.SameOrdered => value.Type.IsNumber() || value.Type is KqlType.TimeSpan or KqlType.DateTime ? 0 : value.Type == KqlType.Dynamic ? 4 : null,
            ParameterKind.Regex or ParameterKind.Part => Conversions.Cost(value.Type, KqlType.String),
            ParameterKind.Same => 0,
            _ => 1,
        };
    }

    private static QueryException WrongType(CallSyntax call, FunctionEntry entry, List<ExpressionSyntax> syntax, List<Scalar?> bound)
    {
        for (var i = 0; i < bound.Count; i++)
        {
            var parameter = entry.Signature.At(i);
            if (CostOf(parameter, syntax[i], bound[i]) is not null) continue;
            var wanted = parameter.Kind switch
            {
                ParameterKind.Typed => Conversions.Article(parameter.Type!.Value),
                ParameterKind.Number => "a number",
                ParameterKind.SameSummable => "a number or a timespan",
                ParameterKind.SameOrdered => "a number or a time",
                ParameterKind.TypeOf => "a type, such as typeof(long)",
                _ => "a string",
            };
            return new QueryException(syntax[i].Span, $"`{call.Name}` takes {wanted} here, but this is {(bound[i] is { } value ? Conversions.Article(value.Type) : "no value")}: {entry.Text}");
        }

        return new QueryException(call.NameSpan, $"`{call.Name}` does not take these arguments: {entry.Text}");
    }

    private static List<Scalar> Converted(CallSyntax call, FunctionEntry entry, List<ExpressionSyntax> syntax, List<Scalar?> bound, out KqlType type)
    {
        var signature = entry.Signature;
        var same = bound.Where((b, i) => b is not null && signature.At(i).Kind is ParameterKind.Same or ParameterKind.SameSummable or ParameterKind.SameOrdered).Select(b => b!).ToList();
        var common = same.Count == 0 ? KqlType.Dynamic : Conversions.Common(same) ?? throw new QueryException(call.NameSpan, $"the values given to `{call.Name}` have no type in common: {string.Join(", ", same.Select(s => s.Type.Name()).Distinct())}");
        if (common == KqlType.Dynamic && signature.Parameters.Any(p => p.Kind == ParameterKind.SameOrdered)) common = KqlType.Real;
        if (common == KqlType.Int && entry.Kind == FunctionKind.Aggregate && entry.OperationName == "sum") common = KqlType.Long;
        if (common == KqlType.Int && entry.Kind == FunctionKind.Window && entry.Name == "row_cumsum") common = KqlType.Long;
        type = signature.Returns ?? common;
        var arguments = new List<Scalar>();
        for (var i = 0; i < bound.Count; i++)
        {
            if (bound[i] is { } value) arguments.Add(Converted(signature.At(i), value, common, syntax[i]));
            else if (syntax[i] is TypeOfSyntax of) type = of.Type;
        }

        foreach (var missing in signature.Parameters.Skip(bound.Count))
            if (missing.Default is { } constant)
                arguments.Add(Conversions.To(constant, missing.Type ?? constant.Type));
        return arguments;
    }

    private static Scalar Converted(Parameter parameter, Scalar value, KqlType common, ExpressionSyntax syntax)
    {
        switch (parameter.Kind)
        {
            case ParameterKind.Typed: return Conversions.To(value, parameter.Type!.Value);
            case ParameterKind.Number: return value.Type == KqlType.Dynamic ? Conversions.To(value, KqlType.Real) : value;
            case ParameterKind.Text: return Conversions.To(value, KqlType.String);
            case ParameterKind.Value: return Conversions.To(value, KqlType.Dynamic);
            case ParameterKind.Same or ParameterKind.SameSummable or ParameterKind.SameOrdered: return Conversions.To(value, common);
            case ParameterKind.Regex:
                Regexes.Check(value, syntax.Span);
                return Conversions.To(value, KqlType.String);
            case ParameterKind.Part:
                if (value is not Constant { Value: string part }) throw new QueryException(syntax.Span, "the part of a datetime must be a string that is known before the query runs");
                var known = part.ToLowerInvariant().Replace("weekofyear", "week_of_year", StringComparison.Ordinal).Replace("day_of_year", "dayofyear", StringComparison.Ordinal);
                return Parts.Contains(known) ? Constant.Of(known) : throw new QueryException(syntax.Span, $"a datetime has no part `{part}`; the parts are {string.Join(", ", Parts)}");
            default: return value;
        }
    }
}
