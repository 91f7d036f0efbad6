namespace Watchfloor.Sigma.Matching;

/// <summary>
/// One pass over a field's value that finds every witness in it, whatever the number of rules: a table for whole values, one each
/// for beginnings and ends, and for texts inside a filter of four-byte grams that is read once per byte. Immutable.
/// </summary>
internal sealed class FieldIndex
{
    private readonly EdgeTable? _starts;
    private readonly EdgeTable? _ends;
    private readonly WholeTable? _wholes;
    private readonly GramTable? _grams;
    private readonly GramTable? _symbols;
    private readonly int[] _foreign;
    private readonly WitnessTable? _numbers;

    /// <param name="witnesses">The atoms to look for; each has a literal.</param>
    /// <param name="atoms">The set's atoms.</param>
    /// <param name="presence">Rules that are looked at whenever the field is there.</param>
    public FieldIndex(List<int> witnesses, Atom[] atoms, int[] presence)
    {
        Presence = presence;
        List<int> numbers = [], wholes = [], starts = [], ends = [], grams = [], symbols = [], foreign = [];
        foreach (var witness in witnesses)
        {
            var literal = atoms[witness].Literal!;
            var list = literal.Kind switch
            {
                IndexKind.Number => numbers,
                IndexKind.Equal => wholes,
                IndexKind.Start => starts,
                IndexKind.End => ends,
                IndexKind.Foreign => foreign,
                _ => literal.GramLength == IndexLiteral.GramBytes ? grams : symbols,
            };
            list.Add(witness);
        }

        if (numbers.Count > 0) _numbers = NumberTable(numbers, atoms);
        if (wholes.Count > 0) _wholes = new WholeTable(wholes, atoms);
        if (starts.Count > 0) _starts = new EdgeTable(starts, atoms, atEnd: false);
        if (ends.Count > 0) _ends = new EdgeTable(ends, atoms, atEnd: true);
        if (grams.Count > 0) _grams = new GramTable(grams, atoms, IndexLiteral.GramBytes);
        if (symbols.Count > 0) _symbols = new GramTable(symbols, atoms, IndexLiteral.SymbolBytes);
        _foreign = [.. foreign];
    }

    /// <summary>Rules, by their place in the plan, that are looked at whenever the field is there.</summary>
    public int[] Presence { get; }

    /// <summary>Reports each witness that the value has, perhaps more than once, and perhaps some that it has not.</summary>
    public void Scan(ReadOnlySpan<byte> value, Matcher matcher)
    {
        if (_numbers is not null && !value.IsEmpty && value[0] <= '9') _numbers.Report(NumberKey(value), matcher);
        _wholes?.Scan(value, matcher);
        _ends?.Scan(value, matcher);
        _starts?.Scan(value, matcher);
        _grams?.Scan(value, matcher);
        if ((_symbols is not null || _foreign.Length > 0) && !System.Text.Ascii.IsValid(value)) ScanForeign(value, matcher);
    }

    private void ScanForeign(ReadOnlySpan<byte> value, Matcher matcher)
    {
        _symbols?.Scan(value, matcher);
        foreach (var atom in _foreign) matcher.Probable(atom);
    }

    private static WitnessTable NumberTable(List<int> numbers, Atom[] atoms)
    {
        var keys = new ulong[numbers.Count];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = NumberKey(System.Text.Encoding.ASCII.GetBytes(((NumberPredicate)atoms[numbers[i]].Predicate).Text));
        return new WitnessTable(keys, numbers);
    }

    /// <summary>A key that is the same for all texts of the same number.</summary>
    private static ulong NumberKey(ReadOnlySpan<byte> text)
    {
        if (text.Length <= 15)
        {
            long whole = 0;
            foreach (var c in text)
            {
                var digit = c - '0';
                if ((uint)digit > 9) return SlowNumberKey(text);
                whole = (whole * 10) + digit;
            }

            if (text.Length > 0) return BitConverter.DoubleToUInt64Bits(whole);
        }

        return SlowNumberKey(text);
    }

    private static ulong SlowNumberKey(ReadOnlySpan<byte> text) =>
        // Adding zero makes -0 the same as 0. A text that is no number gets a key that no number has.
        Events.Text.TypedText.TryNumber(text, out var number) ? BitConverter.DoubleToUInt64Bits(number + 0.0) : BitConverter.DoubleToUInt64Bits(double.NaN);
}
