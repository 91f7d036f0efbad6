using System.Text;
using Watchfloor.Events.Text;

namespace Watchfloor.Sigma.Matching;

/// <summary>
/// A rough model of what log text looks like, to choose literals that are rare in it. It changes speed only, never results.
/// </summary>
internal static class LogText
{
    /// <summary>Texts that fill host logs; a literal or gram that stands in one of them tells little.</summary>
    private static readonly byte[] Common = Encoding.ASCII.GetBytes(string.Join('\n',
        @"c:\windows\system32\", @"c:\windows\syswow64\", @"c:\program files (x86)\microsoft\", @"c:\program files\windows",
        @"c:\programdata\microsoft\windows defender\platform", @"c:\users\administrator\appdata\local\temp\", @"\appdata\roaming\microsoft\windows\start menu\programs\",
        @"\software\microsoft\windows nt\currentversion\", @"hklm\software\wow6432node\microsoft\windows\currentversion\", @"hkcu\software\classes\clsid\",
        @"hklm\system\currentcontrolset\services\", @"hku\s-1-5-21-", @"\device\harddiskvolume", @"nt authority\system", @"\windowspowershell\v1.0\powershell.exe",
        @"\system32\cmd.exe /c ", @"svchost.exe -k netsvcs -p -s ", @"explorer.exe", @"rundll32.exe", @"services.exe", @"lsass.exe", @"ntdll.dll", @"kernelbase.dll", @"kernel32.dll",
        "https://www.", "http://", ".exe\"", ".dll", "-executionpolicy bypass -noprofile -command ", "microsoft corporation", "operating system", "/usr/bin/", "/bin/sh -c", "/etc/", "/var/log/", "/tmp/",
        "mozilla/5.0 (windows nt 10.0; win64; x64) applewebkit/537.36 (khtml, like gecko) chrome/", "get /index.html http/1.1", "content-type: application/json"));

    /// <summary>Bytes by how often logs have them, most frequent first; those not named are rare.</summary>
    private const string ByFrequency = "e0 s1t2roinadlcm\\3.4w5p6u-h7b8f9g:/v\"y,=kx_z()'jq{}$;&%+@|#!?*<>[]~^`";

    private static readonly double[] Rarity = Rarities();

    /// <summary>How often, about, a value of a log field holds this text.</summary>
    public static double Chance(byte[] literal)
    {
        if (FoldedText.Contains(Common, literal)) return 0.25;
        return Math.Max(1e-5, 0.02 * Math.Pow(0.6, literal.Length - IndexLiteral.GramBytes));
    }

    /// <summary>How often, about, a value begins or ends with this text.</summary>
    public static double ChanceAtEdge(byte[] literal) =>
        literal.Length == 0 ? 0.2 : literal.Length < 4 ? 0.05 : FoldedText.Contains(Common, literal) ? 0.06 : 0.008;

    /// <summary>Where the most telling of a text's grams begins: the rarest that stands in none of the common texts.</summary>
    public static int MostTelling(ReadOnlySpan<byte> text, int length)
    {
        var best = 0;
        var telling = double.MinValue;
        for (var at = 0; at + length <= text.Length; at++)
        {
            var gram = text.Slice(at, length);
            var rarity = RarityOf(gram);
            if (rarity <= telling) continue; // being common would make it less
            rarity = Telling(gram);
            if (rarity <= telling) continue;
            telling = rarity;
            best = at;
        }

        return best;
    }

    /// <summary>How telling a few bytes are; greater is rarer.</summary>
    public static double Telling(ReadOnlySpan<byte> gram) => FoldedText.Contains(Common, gram) ? RarityOf(gram) - 100 : RarityOf(gram);

    private static double RarityOf(ReadOnlySpan<byte> gram)
    {
        var score = 0.0;
        foreach (var b in gram) score += Rarity[b | 0x20];
        return score;
    }

    private static double[] Rarities()
    {
        var rarity = new double[256];
        Array.Fill(rarity, 8);
        for (var i = 0; i < ByFrequency.Length; i++) rarity[ByFrequency[i] | 0x20] = Math.Min(rarity[ByFrequency[i] | 0x20], 3 + Math.Log2(1 + (i / 2.0)));
        return rarity;
    }
}
