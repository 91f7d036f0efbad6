using Watchfloor.Simulation.Acts;
using Watchfloor.Simulation.Chance;
using Watchfloor.Simulation.Company;

namespace Watchfloor.Simulation.Days;

/// <summary>What a person does at work, one thing at a time.</summary>
internal sealed class Habits(World world, Person person, Dice dice)
{
    private static readonly string[] _topics = ["offer", "budget", "minutes", "plan", "order", "invoice", "report", "price list", "drawing", "checklist", "contract", "survey"];

    private readonly double _sum = person.Role.Web + person.Role.Mail + person.Role.Documents + person.Role.Shares + person.Role.Code + person.Role.Administration + person.Role.Cloud;

    private bool IsMac => person.Computer.Kind == HostKind.Mac;

    private string User => person.Account.Name;

    /// <summary>The programs that are opened in the morning.</summary>
    public void Begin(long time)
    {
        var (address, city, country) = Place();
        var risky = dice.Is(0.002);
        world.Cloud.SignIn(time, person, "Office 365 Exchange Online", "Mobile Apps and Desktop clients", address, country, city, 0, "", Agents.Outlook, multiFactor: true, "none");
        if (risky) world.Cloud.SignIn(time + (9 * Span.Second), person, "Microsoft Teams", "Browser", address, country, city, 50126, "Invalid username or password or Invalid on-premise username or password.", IsMac ? Agents.Safari : Agents.Edge, multiFactor: false, "none");
        if (IsMac)
        {
            Mac(time, "safari", "/Applications/Safari.app/Contents/MacOS/Safari", "/Applications/Safari.app/Contents/MacOS/Safari");
            Mac(time + (3 * Span.Second), "mail", "/Applications/Microsoft Outlook.app/Contents/MacOS/Microsoft Outlook", "'/Applications/Microsoft Outlook.app/Contents/MacOS/Microsoft Outlook'");
            return;
        }

        Open(time, "onedrive", "/background");
        Open(time + (2 * Span.Second), "outlook", null);
        Open(time + (5 * Span.Second), "teams", "msteams:system-initiated");
        Open(time + (9 * Span.Second), "edge", "--no-startup-window --win-session-start");
        if (person.Role.Name is "finance" or "logistics" or "production" or "sales") Open(time + (14 * Span.Second), "erp", "/site:HAM");
        if (person.Role.Code > 0) Open(time + (20 * Span.Second), "code", null);
        Fetch(time + (6 * Span.Second), "teams", "teams.microsoft.com", "/api/mt/emea/beta/users/me", Agents.Teams, "application/json");
    }

    public void Do(long time)
    {
        var point = dice.Unit() * _sum;
        if ((point -= person.Role.Web) < 0) Browse(time);
        else if ((point -= person.Role.Mail) < 0) Mail(time);
        else if ((point -= person.Role.Documents) < 0) Document(time);
        else if ((point -= person.Role.Shares) < 0) Share(time);
        else if ((point -= person.Role.Code) < 0) Code(time);
        else if (point - person.Role.Administration < 0) Administration.Do(world, person, dice, time);
        else Cloud(time);
    }

    private void Browse(long time)
    {
        var site = dice.Is(0.7) ? dice.PickRanked(person.Favourites) : dice.PickRanked(world.Company.Sites);
        var browser = IsMac ? person.Open.GetValueOrDefault("safari") : Browser(time);
        if (browser is null) return;
        var agent = IsMac ? Agents.Safari : Agents.Edge;
        var referer = "-";
        var count = dice.Between(3, 14);
        for (var i = 0; i < count; i++)
        {
            var path = i == 0 ? site.Paths[0] : dice.Pick(site.Paths);
            var type = path.EndsWith(".js", StringComparison.Ordinal) ? "application/javascript" : path.EndsWith(".css", StringComparison.Ordinal) ? "text/css" : path.EndsWith(".webp", StringComparison.Ordinal) ? "image/webp" : "text/html";
            var status = dice.Is(0.9) ? 200 : dice.Pick([304, 302, 404, 204]);
            world.Connections.Http(time + (i * dice.Between(8, 220) * Span.Millisecond), browser, User, "GET", site.Name, site.Address, "https://" + site.Name + path, agent, type, status, dice.Between(300, 90_000), dice.Between(400, 1_900), referer, connect: i == 0);
            referer = "https://" + site.Name + "/";
        }

        if (dice.Is(0.03) && !IsMac) Download(time + (4 * Span.Second), browser);
    }

    private void Download(long time, Running browser)
    {
        var file = $@"C:\Users\{User}\Downloads\{dice.Pick(_topics)}-{dice.Between(1, 99)}.pdf";
        world.System.Write(browser, time, file + ".crdownload");
        world.System.Write(browser, time + (300 * Span.Millisecond), file);
    }

    private void Mail(long time)
    {
        var (address, _, _) = Place();
        var operation = dice.Is(0.72) ? "MailItemsAccessed" : dice.Is(0.6) ? "Send" : dice.Pick(["SoftDelete", "MoveToDeletedItems", "Update", "HardDelete"]);
        world.Cloud.Office(time, person.Mail, "Exchange", operation, address, operation == "MailItemsAccessed" ? 50 : 2, person.Mail, []);
        Fetch(time, IsMac ? "mail" : "outlook", "outlook.office365.com", "/mapi/emsmdb/?MailboxId=" + person.ObjectId, Agents.Outlook, "application/mapi-http");
        if (IsMac || !dice.Is(0.06) || person.Open.GetValueOrDefault("outlook") is not { } outlook) return;
        var (program, extension) = dice.Is(0.6) ? ("winword", "docx") : ("excel", "xlsx");
        var file = $@"C:\Users\{User}\AppData\Local\Microsoft\Windows\INetCache\Content.Outlook\{Program.HashesOf(User)[5..13]}\{dice.Pick(_topics)} {dice.Between(1, 60)}.{extension}";
        world.System.Write(outlook, time + Span.Second, file);
        Edit(time + (2 * Span.Second), outlook, program, file);
    }

    private void Document(long time)
    {
        if (IsMac)
        {
            Mac(time, null, "/Applications/Sketchpad.app/Contents/MacOS/Sketchpad", $"/Applications/Sketchpad.app/Contents/MacOS/Sketchpad /Users/{User}/Designs/{dice.Pick(_topics)}.sketch");
            return;
        }

        var (program, extension) = dice.Is(0.5) ? ("winword", "docx") : ("excel", "xlsx");
        Edit(time, null, program, $@"C:\Users\{User}\OneDrive - Arvid\{dice.Pick(_topics)} {dice.Between(1, 400)}.{extension}");
        world.Cloud.Office(time + (3 * Span.Second), person.Mail, "OneDrive", dice.Is(0.5) ? "FileAccessed" : "FileModified", Place().Address, 6, $"https://arvid-my.sharepoint.com/personal/{User}/Documents/{dice.Pick(_topics)}.{extension}", []);
    }

    private void Edit(long time, Running? parent, string program, string file)
    {
        if (person.Session is not { } session) return;
        var process = world.Processes.Start(time, session, parent, program, $"\"{world.Programs[program].Path}\" /n \"{file}\"");
        var name = program == "winword" ? "Word" : "Excel";
        world.Processes.Load(process, time + (200 * Span.Millisecond), @"C:\Program Files\Common Files\Microsoft Shared\OFFICE16\MSO.DLL", signed: true);
        world.System.Registry(process, time + (900 * Span.Millisecond), $@"HKU\{session.Account.Sid}\SOFTWARE\Microsoft\Office\16.0\{name}\Reading Locations\Document 0\Datetime", "2026-03-02T09:00");
        world.System.Registry(process, time + Span.Second, $@"HKU\{session.Account.Sid}\SOFTWARE\Microsoft\Office\16.0\{name}\User MRU\File MRU\Item 1", "[F00000000][O00000000]*" + file);
        var lasts = Span.Minute + dice.Wait(6 * Span.Minute);
        world.System.Write(process, time + (2 * Span.Second), $@"C:\Users\{User}\AppData\Roaming\Microsoft\Office\Recent\index.dat");
        if (dice.Is(0.5))
        {
            // While a document is open, a small file says by whom.
            var owner = file[..(file.LastIndexOf('\\') + 1)] + "~$" + file[(file.LastIndexOf('\\') + 3)..];
            world.System.Write(process, time + Span.Second, owner);
            world.System.Delete(process, time + lasts - (20 * Span.Millisecond), owner);
        }

        world.Processes.End(process, time + lasts);
    }

    private void Share(long time)
    {
        if (IsMac || person.Session is not { } session) return;
        var server = world.Company.The("file-server");
        var folder = person.Role.Name;
        Session? open = null;
        var count = dice.Between(2, 9);
        for (var i = 0; i < count; i++)
            open = world.System.Share(time + (i * dice.Between(1, 9) * Span.Second), session, server, "Teams", @"\??\D:\Shares\Teams", $@"{folder}\{dice.Pick(_topics)}\{dice.Pick(_topics)} {dice.Between(1, 300)}.xlsx", dice.Is(0.2), open);
        world.Logons.Off(open!, time + Span.Minute + dice.Wait(9 * Span.Minute));
        if (person.Session.Shell is { } explorer) world.Connections.Connect(time, explorer, server, 445, dice.Between(4_000, 4_000_000), 30 * Span.Second);
    }

    private void Code(long time)
    {
        if (IsMac || person.Session is not { } session) return;
        var editor = person.Open.GetValueOrDefault("code") ?? session.Shell;
        switch (dice.Below(5))
        {
            case 0 or 1:
                var git = world.Processes.Run(time, session, editor, "git", dice.Pick(["git status -z -uall", "git fetch", "git diff --stat", "git log -n 20 --format=%H", "git pull --rebase"]), dice.Between(60, 4_000) * Span.Millisecond, $@"C:\src\arvid\");
                if (git.CommandLine.EndsWith("fetch", StringComparison.Ordinal) || git.CommandLine.Contains("pull", StringComparison.Ordinal)) world.Connections.Connect(time + (40 * Span.Millisecond), git, world.Company.The("code-server"), 22, 30_000, 2 * Span.Second);
                break;
            case 2:
                var shell = world.Processes.Run(time, session, editor, "powershell", $"\"{world.Programs["powershell"].Path}\" -NoLogo", Span.Minute, @"C:\src\arvid\");
                for (var i = 0; i < 3; i++) world.Processes.Run(time + (i * Span.Second), session, shell, "dotnet", dice.Pick(["dotnet build", "dotnet test --no-build", "dotnet restore"]), dice.Between(2, 40) * Span.Second, @"C:\src\arvid\");
                world.Processes.Script(shell, time + (300 * Span.Millisecond), "prompt");
                break;
            case 3:
                var node = world.Processes.Start(time, session, editor, "node", "node ./node_modules/vite/bin/vite.js build", @"C:\src\arvid\web\");
                for (var i = 0; i < 12; i++) world.System.Write(node, time + (i * 90 * Span.Millisecond), $@"C:\src\arvid\web\dist\assets\chunk-{dice.Next():x8}.js");
                world.Processes.End(node, time + (20 * Span.Second));
                break;
            default:
                var linux = world.Company.The("code-server");
                var remote = world.Logons.Ssh(time, User, person.Computer.Address, person.Computer.NextPort(), linux, byKey: true, person.Computer);
                foreach (var command in new[] { "ls -la --color=auto", "git log --oneline -5", "tail -n 100 /var/log/app/worker.log", "df -h" })
                    world.Processes.Start(time + dice.Between(2 * Span.Second, 90 * Span.Second), remote, null, "/usr/bin/" + command[..command.IndexOf(' ')], command);
                if (dice.Is(0.3)) world.Logons.Sudo(time + (95 * Span.Second), remote, "systemctl restart worker", "/usr/bin/systemctl");
                break;
        }
    }

    private void Cloud(long time)
    {
        var (address, _, _) = Place();
        var calls = new[] { ("ec2.amazonaws.com", "DescribeInstances"), ("s3.amazonaws.com", "ListBuckets"), ("cloudwatch.amazonaws.com", "GetMetricData"), ("logs.amazonaws.com", "DescribeLogGroups"), ("s3.amazonaws.com", "GetBucketLocation"), ("ecs.amazonaws.com", "DescribeServices"), ("sts.amazonaws.com", "GetCallerIdentity"), ("lambda.amazonaws.com", "ListFunctions20150331") };
        for (var i = 0; i < 4; i++)
        {
            var (service, name) = dice.Pick(calls);
            world.Cloud.CloudTrail(time + (i * dice.Between(1, 20) * Span.Second), User, world.Cloud.KeyOf(User), service, name, address, "aws-cli/2.15.17 Python/3.11.6 Windows/10 exe/AMD64 prompt/off", "null", "null", dice.Is(0.03) ? "AccessDenied" : null);
        }
    }

    private void Fetch(long time, string program, string host, string path, string agent, string type)
    {
        if (person.Open.GetValueOrDefault(program) is { } process)
            world.Connections.Http(time, process, User, "POST", host, Internet.AddressOf(world.Company.Seed, host), "https://" + host + path, agent, type, 200, dice.Between(800, 60_000), dice.Between(900, 30_000));
    }

    private Running? Browser(long time)
    {
        var browser = person.Open.GetValueOrDefault("edge");
        if (browser is null || person.Session is null) return browser;
        if (dice.Is(0.5))
            world.Processes.Run(time, person.Session, browser, "edge", $"\"{browser.Image}\" --type=renderer --lang=en-US --device-scale-factor=1 --renderer-client-id={dice.Between(5, 900)} --time-ticks-at-unix-epoch=-1709356800 /prefetch:1", Span.Minute + dice.Wait(10 * Span.Minute));
        return browser;
    }

    private void Open(long time, string program, string? arguments) =>
        person.Open[program] = world.Processes.Start(time, person.Session!, null, program, arguments is null ? null : $"\"{world.Programs[program].Path}\" {arguments}");

    private void Mac(long time, string? keep, string path, string commandLine)
    {
        if (person.Session is not { } session) return;
        var process = world.Processes.Start(time, session, session.Host.Always["launchd"], path, commandLine, "/");
        if (keep is not null) person.Open[keep] = process;
    }

    /// <summary>From where the cloud sees them.</summary>
    private (string Address, string City, string Country) Place() =>
        (person.IsHome ? person.HomeAddress : person.Office.PublicAddress, person.Office.Name, person.Office.Country);
}
