using System.Collections.Immutable;

namespace OptRecipe.Pipeline.Data;

/// <summary>Some samples of a set, in the order given; the set stays the caller's.</summary>
internal sealed class SampleSelection(ISampleSet samples, ImmutableArray<int> chosen) : ISampleSet
{
    public int Count => chosen.Length;
    public string Fingerprint => $"{samples.Fingerprint}:{string.Join(',', chosen)}";
    public LabelForm? Labels => samples.Labels;
    public ImmutableArray<string> ClassNames => samples.ClassNames;

    public ImmutableArray<ReadOnlyMemory<byte>> Read(int index) => samples.Read(chosen[index]);
    public ReadOnlyMemory<byte> ReadLabel(int index) => samples.ReadLabel(chosen[index]);
    public string NameOf(int index) => samples.NameOf(chosen[index]);
}
