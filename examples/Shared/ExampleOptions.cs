using TfNetZoo.Text;
using TfNetZoo.Training;

namespace TfNetZoo.Examples;

/// <summary>What every example can be told on the command line.</summary>
/// <param name="Data">A folder of class folders, or one with train and val in it; null: the shipped images.</param>
/// <param name="Epochs">Passes over the training images.</param>
/// <param name="BatchSize">Images per step.</param>
/// <param name="ImageSize">Height and width in pixels.</param>
/// <param name="LearningRate">Of the optimizer.</param>
/// <param name="Seed">Of all random numbers.</param>
/// <param name="Weights">The weight file to write, and to read for a prediction.</param>
/// <param name="Predict">A photo to classify with the saved weights instead of training.</param>
/// <param name="Pretrained">A weight file to begin with, in the examples that offer it; null: none.</param>
/// <param name="FineTune">Epochs that train more than a new last layer, in the examples that offer it.</param>
public sealed record ExampleOptions(
    string? Data, int Epochs, int BatchSize, int ImageSize, double LearningRate, int Seed, string Weights, string? Predict,
    string? Pretrained = null, int FineTune = 0)
{
    /// <summary>Which of the example's networks, in the examples that offer a choice.</summary>
    public string? Network { get; init; }

    /// <summary>Makes the folder that <see cref="Weights"/> are to be written to.</summary>
    /// <inheritdoc cref="WeightsFolder.Make"/>
    public void MakeWeightsFolder() => WeightsFolder.Make(Weights);

    /// <summary>Sees to it that there are <see cref="Weights"/> to predict with.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public void RequireWeights()
    {
        if (!File.Exists(Weights))
            throw new FileNotFoundException(NotesText.WeightsMissing(Weights), Weights);
    }
}
