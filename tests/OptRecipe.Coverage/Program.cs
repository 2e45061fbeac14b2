using System.Diagnostics;
using System.Globalization;
using OptRecipe.Coverage;

// Compares our verdicts with what the real tools did; `npm run coverage` starts it.
const string Usage = """
    usage: npm run coverage -- [oracle…] [--list]
    Prints for each tool how many operators we judge as it does, and the cause of every difference; --list names each place.
    Ends with 1 when a tool's share is below its floor or a difference has no cause, with 2 on wrong usage.
    """;
var isListing = args.Contains("--list");
var names = args.Where(arg => arg != "--list").ToArray();
if (names.FirstOrDefault(name => OracleTable.All.All(oracle => oracle.Id != name)) is { } unknown)
{
    Console.Error.WriteLine($"`{unknown}` is no oracle; there are {string.Join(", ", OracleTable.All.Select(oracle => oracle.Id))}");
    Console.Error.WriteLine(Usage);
    return 2;
}
var tables = new List<AgreementTable>();
foreach (var oracle in OracleTable.All.Where(oracle => names.Length == 0 || names.Contains(oracle.Id)))
{
    var watch = Stopwatch.StartNew();
    var table = AgreementTable.Of(oracle);
    table.Keep();
    tables.Add(table);
    Console.Write(table.Count == 0 ? $"{oracle.Id}: not compared, its recorded answers are not here\n" : table.Text(isListing));
    Console.WriteLine($"  ({watch.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s){(table.Problem is { } problem ? $"  PROBLEM: {problem}" : "")}");
}
Console.WriteLine();
Console.WriteLine($"{"oracle",-22}{"cases",8}{"operators",11}{"right",8}{"share",10}");
foreach (var table in tables.Where(table => table.Count > 0)) Console.WriteLine($"{table.Oracle.Id,-22}{table.CaseCount,8}{table.Count,11}{table.Agreeing,8}{table.Percent,10}");
return tables.Exists(table => table.Problem is not null) ? 1 : 0;
