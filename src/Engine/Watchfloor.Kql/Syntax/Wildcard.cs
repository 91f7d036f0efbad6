namespace Watchfloor.Kql.Syntax;

/// <summary>Names with stars in them.</summary>
internal static class Wildcard
{
    /// <summary>Whether a name fits a pattern, in which a star stands for any number of characters.</summary>
    public static bool Fits(string name, string pattern)
    {
        int n = 0, p = 0, star = -1, mark = 0;
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*') (star, mark) = (p++, n);
            else if (p < pattern.Length && pattern[p] == name[n]) (n, p) = (n + 1, p + 1);
            else if (star >= 0) (p, n) = (star + 1, ++mark);
            else return false;
        }

        while (p < pattern.Length && pattern[p] == '*') p++;
        return p == pattern.Length;
    }
}
