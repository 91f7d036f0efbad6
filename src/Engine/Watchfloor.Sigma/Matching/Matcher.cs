using System.Runtime.CompilerServices;
using Watchfloor.Events;

namespace Watchfloor.Sigma.Matching;

/// <summary>
/// Matches events against a rule set: routes by log source, finds witnesses in one pass per field, and evaluates only the rules
/// whose witness was met. One matcher serves one thread; it allocates nothing for an event that matches nothing.
/// </summary>
public sealed class Matcher
{
    private readonly CompiledRules _rules;
    private readonly EventCatalog _catalog;
    private readonly Dictionary<EventClass, (Plan Plan, FieldBindings Bindings)> _plans = new(ReferenceEqualityComparer.Instance);
    private readonly List<int> _candidates = [];
    private readonly List<int> _hits = [];

    // State of the event at hand; an entry counts only when it carries the event's number.
    private int _epoch;
    private readonly int[] _fieldEpoch;
    private readonly int[] _fieldFirst;
    private readonly int[] _fieldRank;
    private readonly int[] _ruleEpoch;
    private readonly int[] _atomState;
    private readonly List<int> _bound = [];
    private (int Place, int Next)[] _values = new (int, int)[64];
    private int _valueCount;

    private Plan _plan = null!;
    private EventBatch _batch = null!;
    private int _event;

    /// <summary>A matcher over a rule set.</summary>
    public Matcher(RuleSet rules, EventCatalog catalog)
        : this(rules.Compiled, catalog)
    {
    }

    internal Matcher(CompiledRules rules, EventCatalog catalog)
    {
        _rules = rules;
        _catalog = catalog;
        _fieldEpoch = new int[rules.Fields.Length];
        _fieldFirst = new int[rules.Fields.Length];
        _fieldRank = new int[rules.Fields.Length];
        _ruleEpoch = new int[rules.Programs.Length];
        _atomState = new int[rules.Atoms.Length];
    }

    /// <summary>The rules that the event matches, by their place in the set. Valid until the next call.</summary>
    /// <param name="view">The event.</param>
    /// <param name="class">What kind of event it is; an unknown one matches nothing.</param>
    public ReadOnlySpan<int> Match(EventView view, EventClass @class)
    {
        _hits.Clear();
        if (!FindCandidates(view, @class)) return [];
        foreach (var rule in _candidates)
        {
            var at = 0;
            if (Holds(_rules.Programs[rule], ref at)) _hits.Add(rule);
        }

        return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_hits);
    }

    /// <summary>What <see cref="Match"/> does, with the time that each rule takes. For samples: reading the clock costs about as much as a rule.</summary>
    /// <param name="view">The event.</param>
    /// <param name="class">What kind of event it is.</param>
    /// <param name="costs">Is charged.</param>
    public ReadOnlySpan<int> MatchTimed(EventView view, EventClass @class, RuleCosts costs)
    {
        _hits.Clear();
        if (!FindCandidates(view, @class)) return [];
        var since = costs.Now();
        foreach (var rule in _candidates)
        {
            var at = 0;
            if (Holds(_rules.Programs[rule], ref at)) _hits.Add(rule);
            since = costs.Charge(rule, since);
        }

        return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_hits);
    }

    /// <summary>Says which rules want events of this class at all.</summary>
    public ReadOnlySpan<int> RulesFor(EventClass @class) => PlanFor(@class).Plan.Rules;

    /// <summary>
    /// Why a rule matched: every test on the way that held, with the value that made it hold. To be asked right after
    /// <see cref="Match"/>, for one of its answers.
    /// </summary>
    public IReadOnlyList<FieldMatch> Reasons(int rule)
    {
        var reasons = new List<FieldMatch>();
        Collect(_rules.Rules[rule].Expression, wanted: true, reasons);
        return reasons;
    }

    /// <summary>
    /// What correlations want to see of a rule's hit: the first value of each of <see cref="Correlation.CorrelationGraph.FieldsOf"/>,
    /// null where the event has none. A long value is kept as its beginning and a hash of all of it. To be asked right after <see cref="Match"/>, for one of its answers.
    /// </summary>
    public IReadOnlyList<string?> CorrelationValues(int rule)
    {
        var fields = _rules.FurtherFields[rule];
        var values = new string?[fields.Length];
        var view = _batch[_event];
        for (var i = 0; i < fields.Length; i++)
        {
            foreach (var place in Places(fields[i]))
                if (view.Kind(place) != ValueKind.Null)
                    values[i] ??= Correlation.KeptValue.Of(view.Value(place));
        }

        return values;
    }

    /// <summary>Finds the rules whose witness the event has.</summary>
    /// <returns>False when no rule wants events of its class.</returns>
    private bool FindCandidates(EventView view, EventClass @class)
    {
        if (!Begin(view, @class)) return false;
        foreach (var field in _bound)
        {
            if (_plan.Indexes[field] is not { } index) continue;
            foreach (var rule in index.Presence) Candidate(rule);
            for (var value = _fieldFirst[field]; value >= 0; value = _values[value].Next)
                if (view.Kind(_values[value].Place) != ValueKind.Null)
                    index.Scan(view.Value(_values[value].Place), this);
        }

        if (_plan.Keywords is { } keywords && _plan.KeywordFilter?.MayHold(view) != false)
        {
            for (var place = 0; place < view.FieldCount; place++)
                if (view.Kind(place) != ValueKind.Null)
                    keywords.Scan(view.Value(place), this);
        }

        foreach (var rule in _plan.Unconditional) Candidate(rule);
        return true;
    }

    private void Collect(Expression expression, bool wanted, List<FieldMatch> reasons)
    {
        switch (expression)
        {
            case NotOf not:
                Collect(not.Part, !wanted, reasons);
                break;
            case AllOf { Parts: var parts }:
                CollectParts(parts, wanted, reasons);
                break;
            case AnyOf { Parts: var parts }:
                CollectParts(parts, wanted, reasons);
                break;
            case FieldTest test when wanted && Holds(test):
                reasons.Add(new FieldMatch(test.Field, Satisfying(test), test.Predicate.ToString()));
                break;
        }
    }

    /// <summary>Below a connective only the parts that hold as wanted are reasons.</summary>
    private void CollectParts(IReadOnlyList<Expression> parts, bool wanted, List<FieldMatch> reasons)
    {
        foreach (var part in parts)
            if (Holds(part) == wanted)
                Collect(part, wanted, reasons);
    }

    private string Satisfying(FieldTest test)
    {
        var view = _batch[_event];
        foreach (var place in Places(test))
            if (view.Kind(place) != ValueKind.Null && Satisfies(test.Predicate, view, place))
                return System.Text.Encoding.UTF8.GetString(view.Value(place));
        return "";
    }

    private bool Satisfies(Predicate predicate, EventView view, int place) => predicate switch
    {
        ValuePredicate value => value.Test(view.Value(place)),
        FieldReferencePredicate reference => AnyOther(reference, view, place, _rules.Field(reference.Other)),
        _ => true,
    };

    /// <summary>True when an expression of one of the set's rules holds for the event at hand.</summary>
    internal bool Holds(Expression expression) => expression switch
    {
        FieldTest test => Test(new Atom(test.Field is null ? Atom.Keyword : _rules.Field(test.Field), test.Predicate,
            test.Predicate is FieldReferencePredicate reference ? _rules.Field(reference.Other) : -1)),
        NotOf not => !Holds(not.Part),
        AllOf all => all.Parts.All(Holds),
        _ => ((AnyOf)expression).Parts.Any(Holds),
    };

    /// <summary>The places of the values that a test looks at.</summary>
    internal IEnumerable<int> Places(FieldTest test) =>
        test.Field is null ? Enumerable.Range(0, _batch[_event].FieldCount) : Places(_rules.Field(test.Field));

    /// <summary>Takes up an event: finds its plan and which of its fields the plan's rules ask for.</summary>
    /// <returns>False when no rule wants events of its class.</returns>
    internal bool Begin(EventView view, EventClass @class)
    {
        if (@class.IsUnknown) return false;
        (_plan, var bindings) = PlanFor(@class);
        if (_plan.Rules.Length == 0) return false;
        NextEpoch();
        _batch = view.Batch;
        _event = view.Index;
        _candidates.Clear();
        _bound.Clear();
        _valueCount = 0;
        var ids = view.FieldIds;
        for (var place = 0; place < ids.Length; place++)
            foreach (var binding in bindings.Of(ids[place]))
                Bind(binding, place);
        return true;
    }

    /// <summary>A witness that an index has found and tested.</summary>
    internal void Certain(int atom)
    {
        _atomState[atom] = (_epoch << 1) | 1;
        Met(atom);
    }

    /// <summary>A witness that may be there: tested before its rules are looked at.</summary>
    internal void Probable(int atom)
    {
        if (Holds(atom)) Met(atom);
    }

    /// <summary>The rules of the event's class that wait for this witness are to be looked at.</summary>
    private void Met(int atom)
    {
        foreach (var rule in _rules.RulesOf[atom])
            if (_plan.Wants(rule))
                Candidate(rule);
    }

    /// <summary>The places of a rule field's values, in the order of the event.</summary>
    private List<int> Places(int field)
    {
        var places = new List<int>();
        if (_fieldEpoch[field] != _epoch) return places;
        for (var value = _fieldFirst[field]; value >= 0; value = _values[value].Next) places.Add(_values[value].Place);
        places.Reverse(); // values are chained last first
        return places;
    }

    /// <summary>True when the atom holds for the event at hand; tested once.</summary>
    internal bool Holds(int atom)
    {
        var state = _atomState[atom];
        if (state >> 1 == _epoch) return (state & 1) != 0;
        var holds = Test(_rules.Atoms[atom]);
        _atomState[atom] = (_epoch << 1) | (holds ? 1 : 0);
        return holds;
    }

    private bool Holds(Step[] program, ref int at)
    {
        var step = program[at];
        at++;
        switch (step.Kind)
        {
            case StepKind.Test:
                return Holds(step.Atom);
            case StepKind.Not:
                return !Holds(program, ref at);
            default:
                var wanted = step.Kind == StepKind.Any;
                while (at < step.End)
                {
                    if (Holds(program, ref at) != wanted) continue;
                    at = step.End;
                    return wanted;
                }

                return !wanted;
        }
    }

    private bool Test(Atom atom)
    {
        var view = _batch[_event];
        if (atom.Field == Atom.Keyword) return TestKeyword((ValuePredicate)atom.Predicate, view);
        var isThere = _fieldEpoch[atom.Field] == _epoch;
        switch (atom.Predicate)
        {
            case ValuePredicate predicate:
                if (!isThere) return false;
                for (var value = _fieldFirst[atom.Field]; value >= 0; value = _values[value].Next)
                    if (view.Kind(_values[value].Place) != ValueKind.Null && predicate.Test(view.Value(_values[value].Place)))
                        return true;
                return false;
            case NullPredicate:
                if (!isThere) return true;
                for (var value = _fieldFirst[atom.Field]; value >= 0; value = _values[value].Next)
                    if (view.Kind(_values[value].Place) != ValueKind.Null)
                        return false;
                return true;
            case ExistsPredicate exists:
                return isThere == exists.Wanted;
            default:
                return isThere && TestReference((FieldReferencePredicate)atom.Predicate, atom);
        }
    }

    private bool TestReference(FieldReferencePredicate predicate, Atom atom)
    {
        var view = _batch[_event];
        for (var value = _fieldFirst[atom.Field]; value >= 0; value = _values[value].Next)
            if (view.Kind(_values[value].Place) != ValueKind.Null && AnyOther(predicate, view, _values[value].Place, atom.OtherField))
                return true;
        return false;
    }

    /// <summary>True when one of the other field's values compares with the value at this place.</summary>
    private bool AnyOther(FieldReferencePredicate predicate, EventView view, int place, int otherField)
    {
        if (_fieldEpoch[otherField] != _epoch) return false;
        for (var other = _fieldFirst[otherField]; other >= 0; other = _values[other].Next)
            if (view.Kind(_values[other].Place) != ValueKind.Null && predicate.Test(view.Value(place), view.Value(_values[other].Place)))
                return true;
        return false;
    }

    private static bool TestKeyword(ValuePredicate predicate, EventView view)
    {
        for (var place = 0; place < view.FieldCount; place++)
            if (view.Kind(place) != ValueKind.Null && predicate.Test(view.Value(place)))
                return true;
        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Candidate(int rule)
    {
        if (_ruleEpoch[rule] == _epoch) return;
        _ruleEpoch[rule] = _epoch;
        _candidates.Add(rule);
    }

    private void Bind(FieldBindings.Binding binding, int place)
    {
        var field = binding.RuleField;
        if (_fieldEpoch[field] != _epoch || binding.Rank < _fieldRank[field])
        {
            if (_fieldEpoch[field] != _epoch) _bound.Add(field);
            _fieldEpoch[field] = _epoch;
            _fieldRank[field] = binding.Rank;
            _fieldFirst[field] = AddValue(place, -1);
        }
        else if (binding.Rank == _fieldRank[field])
        {
            _fieldFirst[field] = AddValue(place, _fieldFirst[field]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int AddValue(int place, int next)
    {
        if (_valueCount == _values.Length) Array.Resize(ref _values, _valueCount * 2);
        _values[_valueCount] = (place, next);
        return _valueCount++;
    }

    private (Plan Plan, FieldBindings Bindings) PlanFor(EventClass @class)
    {
        if (_plans.TryGetValue(@class, out var known)) return known;
        var plan = _rules.PlanFor(@class);
        return _plans[@class] = (plan, new FieldBindings(plan, _rules.Fields, _catalog));
    }

    private void NextEpoch()
    {
        if (_epoch++ < int.MaxValue >> 1) return;
        _epoch = 1;
        Array.Clear(_fieldEpoch);
        Array.Clear(_ruleEpoch);
        Array.Clear(_atomState);
    }
}
