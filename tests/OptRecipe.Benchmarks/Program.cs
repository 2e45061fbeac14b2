using OptRecipe.Benchmarks;
using OptRecipe.Benchmarks.Files;
using OptRecipe.Benchmarks.Models;
using OptRecipe.Benchmarks.Quantize;
using OptRecipe.Benchmarks.Server;
using OptRecipe.Benchmarks.Targets;

// One suite a word; `npm run bench -- files` builds and starts this. To add a suite: a folder here and a line below. Words that name no suite choose among its models.
(string Name, bool IsAsked, Func<IReadOnlyList<string>, IPrintedTable> Run)[] suites =
[
    ("files", true, _ => FileSuite.Run()), ("models", true, ModelSuite.Run), ("threads", true, ThreadSuite.Run), ("coldstart", true, ColdStartSuite.Run), ("layers", false, LayerSuite.Run),
    ("operators", false, OperatorSuite.Run),
    ("quantize", true, _ => QuantizeSuite.Run()), ("targets", true, _ => TargetSuite.Run()), ("typing", true, TypingSuite.Run),
    // Started by other suites, in processes of their own.
    ("ratios-avx512", false, ModelSuite.WithoutVnni), ("ratios-avx2", false, ModelSuite.WithoutAvx512),
];

if (args is ["layers-child", .. var rest])
{
    LayerSuite.Child(rest);
    return 0;
}
if (args is ["server-models", var folder])
{
    ServerModels.Write(folder);
    return 0;
}
var words = args.Where(word => suites.All(suite => suite.Name != word)).ToArray();
var chosen = suites.Where(suite => args.Contains(suite.Name)).ToArray();
if (chosen.Length == 0 && words.Length > 0)
{
    Console.Error.WriteLine($"there is no such suite; there are {string.Join(", ", suites.Where(suite => !suite.Name.StartsWith("ratios", StringComparison.Ordinal)).Select(suite => suite.Name))}");
    return 2;
}
foreach (var (name, _, run) in chosen.Length > 0 ? chosen : suites.Where(suite => suite.IsAsked))
{
    var table = run(words);
    Console.WriteLine($"\n{name}\n{Machine.Description}\n");
    table.Print(Console.Out);
    if (name == "models") ModelSuite.RunLesser(words);
}
return 0;
