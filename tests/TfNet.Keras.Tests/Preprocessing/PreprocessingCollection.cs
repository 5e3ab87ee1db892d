namespace TfNet.Keras.Tests.Preprocessing;

/// <summary>These tests share NumPy's global generator and the message writers, so they run one after the other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public class PreprocessingCollection
{
    public const string Name = "preprocessing";
}
