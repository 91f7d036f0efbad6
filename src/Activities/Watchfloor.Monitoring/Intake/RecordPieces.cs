namespace Watchfloor.Monitoring.Intake;

/// <summary>Bytes that make one entry of the log, with the keys of what is in them.</summary>
/// <param name="Body">The bytes.</param>
/// <param name="Keys">The keys; empty: none.</param>
internal sealed record Piece(ReadOnlyMemory<byte> Body, IReadOnlyList<UInt128> Keys);

/// <summary>Puts together what is new among records that each have a key.</summary>
internal static class RecordPieces
{
    /// <summary>The pieces, in the records' order.</summary>
    /// <param name="batch">The records.</param>
    /// <param name="fresh">Which of them are new.</param>
    /// <param name="pieceBytes">How long a piece is at most, unless one record alone is longer.</param>
    /// <param name="pieceOf">Set for each record: the index of its piece; for one that is not new the length of the list.</param>
    public static List<Piece> Of(IntakeBatch batch, bool[] fresh, int pieceBytes, int[] pieceOf)
    {
        var pieces = new List<Piece>();
        var body = new List<Range>();
        var keys = new List<UInt128>();
        var length = 0;
        for (var i = 0; i < fresh.Length; i++)
        {
            var start = i == 0 ? 0 : batch.RecordEnds[i - 1];
            var end = batch.RecordEnds[i];
            pieceOf[i] = int.MaxValue;
            if (!fresh[i]) continue;
            if (length > 0 && length + end - start > pieceBytes) Close();
            pieceOf[i] = pieces.Count;
            length += end - start;
            if (body.Count > 0 && body[^1].End.Value == start) body[^1] = body[^1].Start..end;
            else body.Add(start..end);
            if (batch.RecordKeys[i] != 0) keys.Add(batch.RecordKeys[i]);
        }

        if (length > 0) Close();
        return pieces;

        void Close()
        {
            pieces.Add(new Piece(Joined(batch.Body, body, length), [.. keys]));
            body.Clear();
            keys.Clear();
            length = 0;
        }
    }

    private static ReadOnlyMemory<byte> Joined(ReadOnlyMemory<byte> body, List<Range> parts, int length)
    {
        if (parts.Count == 1) return body[parts[0]];
        var joined = new byte[length];
        var at = 0;
        foreach (var part in parts)
        {
            body[part].CopyTo(joined.AsMemory(at));
            at += body[part].Length;
        }

        return joined;
    }
}
