using System.Collections.Immutable;
using OptRecipe.Recipe.Binding;

namespace OptRecipe.Pipeline.Data;

/// <summary>What is known about a data set of a recipe without a run.</summary>
/// <param name="Summary">Null when the set cannot be opened.</param>
/// <param name="Arrays">Names of the arrays, columns or features that its files hold; also where the set does not fit the model.</param>
/// <param name="Facts">What the first samples say; null when the set cannot be opened.</param>
/// <param name="Classes">How many classes its labels name, null when they are no classes.</param>
public sealed record DataSetAnalysis(BoundDataSet Bound, DataSummary? Summary, ImmutableArray<string> Arrays, ImmutableArray<DataProblem> Problems, DataFacts? Facts, ClassFacts? Classes);

/// <param name="Names">Class names that the recipe gives, 0 for none.</param>
/// <param name="Lowest">The lowest class among the labels.</param>
/// <param name="Highest">The highest.</param>
/// <param name="Outputs">Numbers that the model answers with for a sample.</param>
public sealed record ClassFacts(int Names, int Lowest, int Highest, int Outputs);
