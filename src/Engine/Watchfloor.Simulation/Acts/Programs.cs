namespace Watchfloor.Simulation.Acts;

/// <summary>The programs that machines here have.</summary>
internal sealed class Programs
{
    private const string Windows = "Microsoft® Windows® Operating System";
    private const string Microsoft = "Microsoft Corporation";
    private const string Build = "10.0.22621.3007 (WinBuild.160101.0800)";
    private const string System32 = @"C:\Windows\System32\";

    private readonly Dictionary<string, Program> _byKey = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Program> _byPath = new(StringComparer.OrdinalIgnoreCase);

    public Programs()
    {
        foreach (var (name, description) in new[]
        {
            ("smss", "Windows Session Manager"), ("csrss", "Client Server Runtime Process"), ("wininit", "Windows Start-Up Application"),
            ("winlogon", "Windows Logon Application"), ("services", "Services and Controller app"), ("lsass", "Local Security Authority Process"),
            ("svchost", "Host Process for Windows Services"), ("taskhostw", "Host Process for Windows Tasks"), ("userinit", "Userinit Logon Application"),
            ("conhost", "Console Window Host"), ("cmd", "Windows Command Processor"), ("dllhost", "COM Surrogate"), ("spoolsv", "Spooler SubSystem App"),
            ("RuntimeBroker", "Runtime Broker"), ("backgroundTaskHost", "Background Task Host"), ("SearchProtocolHost", "Microsoft Windows Search Protocol Host"),
            ("whoami", "whoami - displays logged on user information"), ("net", "Net Command"), ("net1", "Net Command"), ("nltest", "Microsoft® Logon Server Test Utility"),
            ("ipconfig", "IP Configuration Utility"), ("systeminfo", "Displays system information"), ("tasklist", "Lists the current running tasks"),
            ("reg", "Registry Console Tool"), ("schtasks", "Task Scheduler Configuration Tool"), ("sc", "Service Control Manager Configuration Tool"),
            ("rundll32", "Windows host process (Rundll32)"), ("regsvr32", "Microsoft(C) Register Server"), ("mshta", "Microsoft (R) HTML Application host"),
            ("wscript", "Microsoft ® Windows Based Script Host"), ("cscript", "Microsoft ® Console Based Script Host"), ("certutil", "CertUtil.exe"),
            ("vssadmin", "Command Line Interface for Microsoft® Volume Shadow Copy Service"), ("wevtutil", "Eventing Command Line Utility"), ("bcdedit", "Boot Configuration Data Editor"),
            ("wbadmin", "Command Line Interface for Microsoft® BLB Backup"), ("robocopy", "Microsoft Robocopy"), ("ping", "TCP/IP Ping Command"), ("nslookup", "nslookup APP"),
            ("gpupdate", "Microsoft® Group Policy Update Utility"), ("mstsc", "Remote Desktop Connection"), ("notepad", "Notepad"), ("quser", "Query User Utility"),
            ("findstr", "Find String (QGREP) Utility"), ("tar", "bsdtar archive tool"), ("curl", "The curl executable"), ("dsquery", "Microsoft AD DS/LDS command line utilities"),
            ("taskkill", "Terminates Processes"), ("icacls", ""), ("attrib", "Attribute Utility"), ("wsmprovhost", "Host process for WinRM plug-ins"),
        })
            Add(name, System32 + name + ".exe", description, Windows, Microsoft, name + ".exe", Build);
        Add("explorer", @"C:\Windows\explorer.exe", "Windows Explorer", Windows, Microsoft, "EXPLORER.EXE", Build);
        Add("powershell", System32 + @"WindowsPowerShell\v1.0\powershell.exe", "Windows PowerShell", Windows, Microsoft, "PowerShell.EXE", Build);
        Add("wmic", System32 + @"wbem\WMIC.exe", "WMI Commandline Utility", Windows, Microsoft, "wmic.exe", Build);
        Add("wmiprvse", System32 + @"wbem\WmiPrvSE.exe", "WMI Provider Host", Windows, Microsoft, "Wmiprvse.exe", Build);
        const string office = @"C:\Program Files\Microsoft Office\root\Office16\";
        foreach (var (key, file, description) in new[]
        {
            ("outlook", "OUTLOOK.EXE", "Microsoft Outlook"), ("winword", "WINWORD.EXE", "Microsoft Word"), ("excel", "EXCEL.EXE", "Microsoft Excel"),
        })
            Add(key, office + file, description, "Microsoft Office", Microsoft, key == "outlook" ? "Outlook.exe" : key == "winword" ? "WinWord.exe" : "Excel.exe", "16.0.17126.20132");
        Add("teams", @"C:\Program Files\WindowsApps\MSTeams_24004.1307.2669.7070_x64__8wekyb3d8bbwe\ms-teams.exe", "Microsoft Teams", "Microsoft Teams", Microsoft, "ms-teams.exe", "24004.1307.2669.7070");
        Add("edge", @"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe", "Microsoft Edge", "Microsoft Edge", Microsoft, "msedge.exe", "121.0.2277.83");
        Add("edgeupdate", @"C:\Program Files (x86)\Microsoft\EdgeUpdate\MicrosoftEdgeUpdate.exe", "Microsoft Edge Update", "Microsoft Edge Update", Microsoft, "msedgeupdate.dll", "1.3.185.17");
        Add("defender", @"C:\ProgramData\Microsoft\Windows Defender\Platform\4.18.23110.3-0\MsMpEng.exe", "Antimalware Service Executable", Windows, Microsoft, "MsMpEng.exe", "4.18.23110.3");
        Add("defendercmd", @"C:\ProgramData\Microsoft\Windows Defender\Platform\4.18.23110.3-0\MpCmdRun.exe", "Microsoft Malware Protection Command Line Utility", Windows, Microsoft, "MpCmdRun.exe", "4.18.23110.3");
        Add("onedrive", @"C:\Program Files\Microsoft OneDrive\OneDrive.exe", "Microsoft OneDrive", "Microsoft OneDrive", Microsoft, "OneDrive.exe", "24.010.0114.0003");
        Add("sqlservr", @"C:\Program Files\Microsoft SQL Server\MSSQL16.MSSQLSERVER\MSSQL\Binn\sqlservr.exe", "SQL Server Windows NT - 64 Bit", "Microsoft SQL Server", Microsoft, "SQLSERVR.EXE", "2022.0160.4095.04");
        Add("sqlcmd", @"C:\Program Files\Microsoft SQL Server\Client SDK\ODBC\170\Tools\Binn\SQLCMD.EXE", "T-SQL execution command line utility", "Microsoft SQL Server", Microsoft, "SQLCMD.EXE", "15.0.2000.5");
        Add("code", @"C:\Program Files\Microsoft VS Code\Code.exe", "Visual Studio Code", "Visual Studio Code", Microsoft, "electron.exe", "1.86.0");
        Add("git", @"C:\Program Files\Git\cmd\git.exe", "Git for Windows", "Git", "The Git Development Community", "git.exe", "2.43.0.1");
        Add("dotnet", @"C:\Program Files\dotnet\dotnet.exe", ".NET Host", ".NET", Microsoft, ".NET Host", "8,0,123,58001");
        Add("node", @"C:\Program Files\nodejs\node.exe", "Node.js JavaScript Runtime", "Node.js", "Node.js", "node.exe", "20.11.0");
        Add("erp", @"C:\Program Files\Arvid ERP\ErpClient.exe", "ERP Client", "Arvid ERP", "Arvid Instruments", "ErpClient.exe", "7.4.2");
        Add("agent", @"C:\Program Files\Fleet Agent\FleetAgent.exe", "Fleet management agent", "Fleet Agent", "Fleet Works", "FleetAgent.exe", "3.11.0");
        Add("backup", @"C:\Program Files\Keep Backup\KeepAgent.exe", "Backup agent", "Keep Backup", "Keep Software", "KeepAgent.exe", "11.2.0.4");
        Add("7z", @"C:\Program Files\7-Zip\7z.exe", "7-Zip Console", "7-Zip", "Igor Pavlov", "7z.exe", "23.01");
    }

    /// <summary>A program by the catalogue's key, such as <c>winword</c>.</summary>
    public Program this[string key] => _byKey[key];

    /// <summary>A program by its key or by its path; a path that nobody knows is a program of nobody.</summary>
    public Program Find(string keyOrPath)
    {
        if (_byKey.TryGetValue(keyOrPath, out var program) || _byPath.TryGetValue(keyOrPath, out program)) return program;
        return _byPath[keyOrPath] = new Program(keyOrPath);
    }

    /// <summary>The program as it is after so many updates.</summary>
    public Program Updated(string key, int times)
    {
        var program = _byKey[key];
        if (times == 0) return program;
        var name = key + " " + times;
        if (!_byKey.TryGetValue(name, out var newer))
            _byKey[name] = newer = new Program(program.Path, program.Description, program.Product, program.Company, program.Original, program.Version + "." + times);
        return newer;
    }

    private void Add(string key, string path, string description, string product, string company, string original, string version) =>
        _byPath[path] = _byKey[key] = new Program(path, description.Length == 0 ? "-" : description, product, company, original, version);
}
