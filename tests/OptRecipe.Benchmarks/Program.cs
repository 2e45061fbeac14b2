using OptRecipe.Benchmarks;
using OptRecipe.Benchmarks.Files;
using OptRecipe.Benchmarks.Models;
using OptRecipe.Benchmarks.Quantize;
using OptRecipe.Benchmarks.Targets;

// One suite a word; `npm run bench -- files` builds and starts this. To add a suite: a folder here and a line below.
(string Name, Func<BenchmarkTable> Run)[] suites = [("files", FileSuite.Run), ("models", ModelSuite.Run), ("quantize", QuantizeSuite.Run), ("targets", TargetSuite.Run)];

var chosen = args.Length == 0 ? suites : [.. suites.Where(suite => args.Contains(suite.Name))];
if (chosen.Length < args.Length)
{
    Console.Error.WriteLine($"there is no such suite; there are {string.Join(", ", suites.Select(suite => suite.Name))}");
    return 2;
}
foreach (var (name, run) in chosen)
{
    var table = run();
    Console.WriteLine($"\n{name}\n{Machine.Description}\n");
    table.Print(Console.Out);
}
return 0;
