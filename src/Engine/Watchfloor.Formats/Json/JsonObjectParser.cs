using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Watchfloor.Events;

namespace Watchfloor.Formats.Json;

/// <summary>Why an object could not be read.</summary>
internal enum JsonFault
{
    None,

    /// <summary>The text ends inside the object.</summary>
    Incomplete,
    Syntax,
    TooDeep,
    TooManyFields,
}

/// <summary>
/// Reads one JSON object (RFC 8259) into the open event of a batch: flat, values as ranges of the input. Nested keys become dotted
/// paths; every element of an array is a value of the array's path. Tolerates raw control characters inside strings.
/// </summary>
internal sealed class JsonObjectParser(FieldNames names, DecodeLimits limits)
{
    private readonly JsonPaths _paths = new(names);
    private readonly CarriedEvents _carried = new(names, limits);
    private EventBatch _batch = null!;
    private int _end;
    private JsonFault _fault;

    /// <summary>Reads the object whose <c>{</c> stands at <paramref name="at"/>.</summary>
    /// <param name="batch">Holds the text in its arena and has an open event.</param>
    /// <param name="at">Where the object begins in the arena.</param>
    /// <param name="end">Where the text ends.</param>
    /// <param name="next">Just behind the object; where the reader stopped when there was a fault.</param>
    public JsonFault Parse(EventBatch batch, int at, int end, out int next)
    {
        _batch = batch;
        _end = end;
        _fault = JsonFault.None;
        _carried.Clear();
        next = Object(ref MemoryMarshal.GetReference(batch.Arena), at, JsonPaths.Root, 1);
        if (_fault == JsonFault.None && _carried.Any) _carried.Open(batch, this);
        return _fault;
    }

    /// <summary>An object that stood in a text value. A fault in it is none of the object around it.</summary>
    public void ReadCarried(int at, int node, int end)
    {
        _end = end;
        Object(ref MemoryMarshal.GetReference(_batch.Arena), at, node, 1);
        _fault = JsonFault.None;
    }

    private int Fail(JsonFault fault, int at)
    {
        if (_fault == JsonFault.None) _fault = at >= _end && fault == JsonFault.Syntax ? JsonFault.Incomplete : fault;
        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // vector code is not compiled ahead of time; it must not start slow
    private int Object(ref byte text, int at, int parent, int depth)
    {
        if (depth > limits.MaxDepth) return Fail(JsonFault.TooDeep, at);
        var start = at;
        at = Space(ref text, at + 1);
        if (at < _end && At(ref text, at) == '}')
        {
            if (depth > 1) Add(parent, start, 0, ValueKind.Null);
            return at + 1;
        }

        var previous = Math.Max(parent, JsonPaths.Root);
        while (true)
        {
            if (at >= _end || At(ref text, at) != '"') return Fail(JsonFault.Syntax, at);
            at++;
            var node = _paths.Guess(previous, parent, MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref text, at), _end - at), out var length);
            if (node >= 0)
            {
                at += length + 1;
            }
            else
            {
                var close = Quote(ref text, at, out var escaped);
                if (close < 0) return Fail(JsonFault.Incomplete, _end);
                var key = MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref text, at), close - at);
                node = escaped ? EscapedKey(previous, parent, key) : _paths.Child(previous, parent, key);
                at = close + 1;
            }

            if (node >= 0) previous = node;
            if (at < _end && At(ref text, at) == ':') at++;
            else
            {
                at = Space(ref text, at);
                if (at >= _end || At(ref text, at) != ':') return Fail(JsonFault.Syntax, at);
                at++;
            }

            at = Value(ref text, Space(ref text, at), node, depth);
            if (_fault != JsonFault.None) return at;
            at = Space(ref text, at);
            if (at >= _end) return Fail(JsonFault.Syntax, at);
            var c = At(ref text, at++);
            if (c == ',') at = Space(ref text, at);
            else if (c == '}') return at;
            else return Fail(JsonFault.Syntax, at - 1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Value(ref byte text, int at, int node, int depth)
    {
        if (at >= _end) return Fail(JsonFault.Syntax, at);
        switch (At(ref text, at))
        {
            case (byte)'"':
                var close = Quote(ref text, at + 1, out var escaped);
                if (close < 0) return Fail(JsonFault.Incomplete, _end);
                if (node >= 0 && _paths.CarrierOf(node) != Carrier.None) AddCarrier(node, at + 1, close - at - 1, escaped);
                else Add(node, at + 1, close - at - 1, escaped ? ValueKind.EscapedText : ValueKind.Text);
                return close + 1;
            case (byte)'{':
                return Object(ref text, at, node, depth + 1);
            case (byte)'[':
                return Array(ref text, at, node, depth + 1);
            case (byte)'t':
                return Literal(ref text, at, "true"u8, node, ValueKind.Boolean);
            case (byte)'f':
                return Literal(ref text, at, "false"u8, node, ValueKind.Boolean);
            case (byte)'n':
                return Literal(ref text, at, "null"u8, node, ValueKind.Null);
            default:
                return Number(ref text, at, node);
        }
    }

    private int Array(ref byte text, int at, int node, int depth)
    {
        if (depth > limits.MaxDepth) return Fail(JsonFault.TooDeep, at);
        var start = at;
        at = Space(ref text, at + 1);
        if (at < _end && At(ref text, at) == ']')
        {
            Add(node, start, 0, ValueKind.Null);
            return at + 1;
        }

        while (true)
        {
            at = Value(ref text, at, node, depth);
            if (_fault != JsonFault.None) return at;
            at = Space(ref text, at);
            if (at >= _end) return Fail(JsonFault.Syntax, at);
            var c = At(ref text, at++);
            if (c == ',') at = Space(ref text, at);
            else if (c == ']') return at;
            else return Fail(JsonFault.Syntax, at - 1);
        }
    }

    private int Literal(ref byte text, int at, ReadOnlySpan<byte> word, int node, ValueKind kind)
    {
        var rest = MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref text, at), _end - at);
        if (!rest.StartsWith(word)) return Fail(word.StartsWith(rest) ? JsonFault.Incomplete : JsonFault.Syntax, at);
        Add(node, at, kind == ValueKind.Null ? 0 : word.Length, kind);
        return at + word.Length;
    }

    private int Number(ref byte text, int at, int node)
    {
        var start = at;
        var digits = 0;
        for (; at < _end; at++)
        {
            var c = At(ref text, at);
            if (char.IsAsciiDigit((char)c)) digits++;
            else if (c is not ((byte)'-' or (byte)'+' or (byte)'.' or (byte)'e' or (byte)'E')) break;
        }

        if (digits == 0) return Fail(JsonFault.Syntax, at);
        if (at == _end) return Fail(JsonFault.Incomplete, at);
        Add(node, start, at - start, ValueKind.Number);
        return at;
    }

    private void Add(int node, int offset, int length, ValueKind kind)
    {
        if (_batch.OpenFieldCount >= limits.MaxFields)
        {
            Fail(JsonFault.TooManyFields, offset);
            return;
        }

        _batch.Add(node < 0 ? FieldNames.Full : _paths.FieldId(node), offset, length, kind);
    }

    /// <summary>A text value that may hold another event: its escapes are resolved now, once for both.</summary>
    private void AddCarrier(int node, int offset, int length, bool escaped)
    {
        var text = _batch.Arena.Slice(offset, length);
        if (_carried.IsOpening || !_paths.CarrierOf(node).MayHold(text))
        {
            Add(node, offset, length, escaped ? ValueKind.EscapedText : ValueKind.Text);
            return;
        }

        if (escaped)
        {
            length = Events.Text.JsonText.Unescape(text, _batch.Reserve(length));
            offset = _batch.Commit(length);
        }

        Add(node, offset, length, ValueKind.Text);
        _carried.Add(_paths.CarrierOf(node), node, offset, length);
    }

    private int EscapedKey(int previous, int parent, ReadOnlySpan<byte> key)
    {
        if (key.Length > FieldNames.MaxNameBytes) return -1;
        Span<byte> plain = stackalloc byte[key.Length];
        return _paths.Child(previous, parent, plain[..Events.Text.JsonText.Unescape(key, plain)]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte At(ref byte text, int at) => Unsafe.Add(ref text, at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Space(ref byte text, int at)
    {
        while (at < _end && At(ref text, at) is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r') at++;
        return at;
    }

    /// <summary>
    /// Where the string that begins at <paramref name="at"/> has its closing quote, or -1. Looks for quotes only and, at one,
    /// whether an odd number of backslashes stands before it: cheaper than stopping at every backslash of a Windows path.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Quote(ref byte text, int at, out bool escaped)
    {
        var start = at;
        escaped = false;
        var quote = Vector256.Create((byte)'"');
        var backslash = Vector256.Create((byte)'\\');
        while (at + Vector256<byte>.Count <= _end)
        {
            var block = Vector256.LoadUnsafe(ref text, (nuint)at);
            var slashes = Vector256.Equals(block, backslash).ExtractMostSignificantBits();
            var quotes = Vector256.Equals(block, quote).ExtractMostSignificantBits();
            while (quotes != 0)
            {
                var i = BitOperations.TrailingZeroCount(quotes);
                if (!IsEscaped(ref text, start, at + i))
                {
                    escaped |= (slashes & ((1u << i) - 1)) != 0;
                    return at + i;
                }

                quotes &= quotes - 1;
            }

            escaped |= slashes != 0;
            at += Vector256<byte>.Count;
        }

        for (; at < _end; at++)
        {
            var c = At(ref text, at);
            if (c == '\\') escaped = true;
            else if (c == '"' && !IsEscaped(ref text, start, at)) return at;
        }

        return -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsEscaped(ref byte text, int start, int at)
    {
        var slashes = 0;
        while (at - 1 - slashes >= start && At(ref text, at - 1 - slashes) == '\\') slashes++;
        return (slashes & 1) != 0;
    }
}
