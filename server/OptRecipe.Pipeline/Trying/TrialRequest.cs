using System.Collections.Immutable;

namespace OptRecipe.Pipeline.Trying;

/// <summary>Which sample a recipe's model, or a model alone, is tried on.</summary>
/// <param name="Path">Absolute path of a recipe or of a <c>.tflite</c> file.</param>
/// <param name="Text">The recipe's text when it is not the one on disk, else null.</param>
/// <param name="Set">The recipe's data set to take: <c>evaluation</c>, <c>calibration</c>; null for the first that there is. Not looked at when <paramref name="File"/> is given.</param>
/// <param name="File">Absolute path of a file or folder of samples that the user has picked; null for the recipe's own data.</param>
/// <param name="Preprocess">Steps before the recipe's own, where its quick fixes put them, as recipes write them: <c>resize: [96, 96]</c>.</param>
/// <param name="Sample">Number of the sample, from 0; one behind the last means the last.</param>
/// <param name="RanksWorst">Also look through the samples for those on which the two models differ most.</param>
/// <param name="Roots">No path outside these folders may be read; missing for the command line.</param>
public sealed record TrialRequest(
    string Path, string? Text, string? Set, string? File, ImmutableArray<string> Preprocess, int Sample, bool RanksWorst, ImmutableArray<string> Roots);
