using Watchfloor.Commands;
using Watchfloor.Scan;

return CommandLine.Run(args, Terminal.OfProcess(), Scanner.Scan);
