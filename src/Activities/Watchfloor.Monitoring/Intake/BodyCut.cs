namespace Watchfloor.Monitoring.Intake;

/// <summary>Where a body is cut when it is too long for one entry of the log: only ever behind a record.</summary>
internal static class BodyCut
{
    /// <summary>The ends of the pieces, the last at the body's end. The same body is always cut at the same places.</summary>
    /// <param name="body">The bytes.</param>
    /// <param name="recordEnds">Where records end, ascending; empty: behind each newline.</param>
    /// <param name="pieceBytes">How long a piece is at most, unless one record alone is longer.</param>
    public static List<int> Pieces(ReadOnlySpan<byte> body, IReadOnlyList<int> recordEnds, int pieceBytes)
    {
        var ends = new List<int>();
        var start = 0;
        var record = 0;
        while (body.Length - start > pieceBytes)
        {
            var end = recordEnds.Count > 0 ? LastRecord(recordEnds, ref record, start, pieceBytes) : LastLine(body, start, pieceBytes);
            if (end >= body.Length) break;
            ends.Add(end);
            start = end;
        }

        ends.Add(body.Length);
        return ends;
    }

    private static int LastRecord(IReadOnlyList<int> ends, ref int record, int start, int pieceBytes)
    {
        while (record < ends.Count && ends[record] <= start) record++;
        while (record + 1 < ends.Count && ends[record + 1] - start <= pieceBytes) record++;
        return record < ends.Count ? ends[record] : int.MaxValue;
    }

    private static int LastLine(ReadOnlySpan<byte> body, int start, int pieceBytes)
    {
        var inside = body.Slice(start, pieceBytes).LastIndexOf((byte)'\n');
        if (inside >= 0) return start + inside + 1;
        var behind = body[(start + pieceBytes)..].IndexOf((byte)'\n');
        return behind < 0 ? body.Length : start + pieceBytes + behind + 1;
    }
}
