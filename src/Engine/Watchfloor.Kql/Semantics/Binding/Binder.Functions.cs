using Watchfloor.Kql.Syntax;

namespace Watchfloor.Kql.Semantics.Binding;

/// <content>Functions that <c>let</c> has named: their bodies are put in the place of the call.</content>
internal sealed partial class Binder
{
    /// <summary>The value of a call.</summary>
    public Scalar ScalarFunction(CallSyntax call, FunctionBinding binding, Func<ExpressionSyntax, Scalar> bind, NameScope names)
    {
        var scope = Arguments(call, binding, bind, names, null);
        var query = binding.Function.Query;
        var inner = Lets(query, scope);
        if (query.Body is not ExpressionBody body || IsTable(body.Value, inner)) throw new QueryException(call.NameSpan, $"`{call.Name}` gives a table and cannot stand here");
        return new ScalarBinder(context, this, inner, null).Bind(body.Value);
    }

    private Relation TableFunction(CallSyntax call, FunctionBinding binding, NameScope names, Relation? piped)
    {
        var scope = Arguments(call, binding, new ScalarBinder(context, this, names, null).Bind, names, piped);
        return Statements(binding.Function.Query, scope);
    }

    private Relation Invoke(Relation relation, InvokeOperator syntax, NameScope names)
    {
        if (names.Find(syntax.Call.Name) is not FunctionBinding function) throw new QueryException(syntax.Call.NameSpan, $"there is no function `{syntax.Call.Name}`");
        if (function.Function.Parameters is not [{ Type: null }, ..]) throw new QueryException(syntax.Call.NameSpan, $"the first parameter of `{syntax.Call.Name}` is no table");
        return context.Deeper(syntax.Span, () => TableFunction(syntax.Call, function, names, relation));
    }

    private NameScope Arguments(CallSyntax call, FunctionBinding binding, Func<ExpressionSyntax, Scalar> bind, NameScope names, Relation? piped)
    {
        var parameters = binding.Function.Parameters;
        var given = new ExpressionSyntax?[parameters.Count];
        var at = piped is null ? 0 : 1;
        foreach (var argument in call.Arguments)
        {
            var index = at;
            if (argument.Name is { } name)
            {
                index = parameters.ToList().FindIndex(p => p.Name.Name == name.Name);
                if (index < 0) throw new QueryException(name.Span, $"`{call.Name}` has no parameter `{name.Name}`");
            }
            else
            {
                at++;
            }

            if (index >= parameters.Count) throw new QueryException(argument.Value.Span, $"`{call.Name}` takes {parameters.Count} argument{(parameters.Count == 1 ? "" : "s")}");
            given[index] = argument.Value;
        }

        var scope = new NameScope(binding.Scope);
        for (var i = 0; i < parameters.Count; i++)
        {
            var parameter = parameters[i];
            if (i == 0 && piped is not null) scope.Add(parameter.Name.Name, Once(Fitting(call, parameter, piped, call.NameSpan)));
            else if (parameter.Type is null) scope.Add(parameter.Name.Name, TableArgument(call, parameter, given[i], names));
            else scope.Add(parameter.Name.Name, ScalarArgument(call, parameter, given[i], bind));
        }

        return scope;
    }

    private ScalarBinding ScalarArgument(CallSyntax call, ParameterSyntax parameter, ExpressionSyntax? given, Func<ExpressionSyntax, Scalar> bind)
    {
        var type = parameter.Type!.Value;
        if (given is null && parameter.Default is null) throw new QueryException(call.NameSpan, $"`{call.Name}` needs a value for `{parameter.Name.Name}`, {Conversions.Article(type)}");
        var value = given is null ? new ScalarBinder(context, this, new NameScope(null), null).Bind(parameter.Default!) : bind(given);
        if (value is not Constant { Value: null } && Conversions.Cost(value.Type, type) is null && !(value.Type.IsNumber() && type.IsNumber()))
            throw new QueryException((given ?? parameter.Default!).Span, $"`{parameter.Name.Name}` is {Conversions.Article(type)}, but this is {Conversions.Article(value.Type)}");
        return new ScalarBinding(Conversions.To(value, type));
    }

    private TableBinding TableArgument(CallSyntax call, ParameterSyntax parameter, ExpressionSyntax? given, NameScope names)
    {
        if (given is null) throw new QueryException(call.NameSpan, $"`{call.Name}` needs a table for `{parameter.Name.Name}`");
        return Tabular(() => Fitting(call, parameter, Source(new ExpressionSource(given), names), given.Span), isView: false);
    }

    /// <summary>A piped table may be named several times in the function, so that it is computed once.</summary>
    private TableBinding Once(Relation relation)
    {
        var id = context.NextShared();
        return new TableBinding(() => Copy(relation, id), IsView: false);
    }

    private static Relation Fitting(CallSyntax call, ParameterSyntax parameter, Relation table, Span span)
    {
        foreach (var column in parameter.Columns!)
        {
            if (table.Find(column.Name.Name) is not { } found) throw new QueryException(span, $"the table given to `{call.Name}` lacks the column `{column.Name.Name}`");
            if (found.Type != column.Type) throw new QueryException(span, $"the column `{column.Name.Name}` must be {Conversions.Article(column.Type)}, but is {Conversions.Article(found.Type)}");
        }

        return table;
    }
}
