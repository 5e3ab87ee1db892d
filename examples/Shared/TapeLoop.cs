using Tensorflow.Keras.Text;
using TfNetZoo.Text;

namespace TfNetZoo.Examples;

/// <summary>
/// The epochs of the notes' loops around a gradient tape. The example brings the two steps (see examples/GoogLeNet); here are the bars
/// <c>train epoch[1/10] loss:1.234, acc:0.567</c> and <c>valid epoch[..]</c>, and the rule which weights are kept.
/// </summary>
public sealed class TapeLoop
{
    public required int Epochs { get; init; }

    public required TapePass Train { get; init; }

    public required TapePass Validation { get; init; }

    /// <summary>Saves the weights. Called after each epoch whose validation accuracy is above all before it, and above 0.</summary>
    public required Action SaveBest { get; init; }

    /// <summary>Called at the end of each epoch with its number from 0, when its metrics are complete: for learning rates and logs.</summary>
    public Action<int>? EpochEnd { get; init; }

    /// <summary>Where the bars are drawn; null: standard output.</summary>
    public ProgressOutput? Output { get; init; }

    /// <summary>Trains.</summary>
    /// <returns>The best validation accuracy, that of the saved weights; 0 where none were saved.</returns>
    public float Run()
    {
        float best = 0;
        for (int epoch = 1; epoch <= Epochs; epoch++)
        {
            Train.Run((loss, accuracy) => NotesText.TrainBar(epoch, Epochs, loss, accuracy), Output);
            Validation.Run((loss, accuracy) => NotesText.ValidationBar(epoch, Epochs, loss, accuracy), Output);
            float reached = TapePass.Value(Validation.Accuracy);
            if (reached > best)
            {
                best = reached;
                SaveBest();
            }
            EpochEnd?.Invoke(epoch - 1);
        }
        return best;
    }
}
