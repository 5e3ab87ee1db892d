using Tensorflow.Keras.Text;

namespace Tensorflow.Keras.Callbacks;

/// <summary>Stops training when the loss is not a finite number. It looks at the loss after every batch, which waits for the
/// device.</summary>
public sealed class TerminateOnNaN : Callback
{
    public override void on_batch_end(long batch, Dictionary<string, float> logs)
    {
        if (!logs.TryGetValue("loss", out float loss) || float.IsFinite(loss))
            return;
        Print(CallbackText.InvalidLoss((int)batch));
        model.stop_training = true;
    }
}
