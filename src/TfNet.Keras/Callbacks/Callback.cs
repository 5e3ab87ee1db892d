using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Callbacks;

/// <summary>
/// Base of callbacks (https://keras.io/api/callbacks/base_callback/): override the hooks you need. Epochs and batches count from 0.
/// What on_epoch_end puts into its logs reaches the callbacks after it and the history; batch logs are copies.
/// </summary>
public abstract class Callback : ICallback
{
    private Model? _model;

    /// <summary>The model in training; set before the first hook.</summary>
    public Model model =>
        _model ?? throw new RuntimeError($"callback {GetType().Name}: it has no model yet; pass it to fit, evaluate or predict");

    /// <summary>Epochs, steps and verbosity of the run.</summary>
    public CallbackParams @params { get; private protected set; } = new();

    public Dictionary<string, List<float>> history { get; set; } = [];

    /// <summary>Tells the callback its model and its run; called before the first hook.</summary>
    internal void Attach(Model model, CallbackParams parameters) => (_model, @params) = (model, parameters);

    public virtual void on_train_begin()
    {
    }

    public virtual void on_train_end()
    {
    }

    /// <summary>The end of training with the last epoch's logs; calls <see cref="on_train_end()"/>.</summary>
    public virtual void on_train_end(Dictionary<string, float> logs) => on_train_end();

    public virtual void on_epoch_begin(int epoch)
    {
    }

    public virtual void on_epoch_end(int epoch, Dictionary<string, float> epoch_logs)
    {
    }

    public virtual void on_train_batch_begin(long step) => on_batch_begin(step);

    /// <summary>After a batch (or several, see compile's steps_per_execution): the number of the last one, and means of the epoch so
    /// far.</summary>
    public virtual void on_train_batch_end(long end_step, Dictionary<string, float> logs) => on_batch_end(end_step, logs);

    /// <summary>Old name of <see cref="on_train_batch_begin"/>, which calls it.</summary>
    public virtual void on_batch_begin(long batch)
    {
    }

    /// <summary>Old name of <see cref="on_train_batch_end"/>, which calls it.</summary>
    public virtual void on_batch_end(long batch, Dictionary<string, float> logs)
    {
    }

    public virtual void on_predict_begin()
    {
    }

    public virtual void on_predict_end()
    {
    }

    public virtual void on_predict_batch_begin(long step)
    {
    }

    /// <summary>After a batch: "outputs" holds its predictions.</summary>
    public virtual void on_predict_batch_end(long end_step, Dictionary<string, Tensors> logs)
    {
    }

    public virtual void on_test_begin()
    {
    }

    public virtual void on_test_end(Dictionary<string, float> logs)
    {
    }

    public virtual void on_test_batch_begin(long step)
    {
    }

    public virtual void on_test_batch_end(long end_step, Dictionary<string, float> logs)
    {
    }

    /// <summary>False: nothing is read from the device for this callback after training batches.</summary>
    internal virtual bool WantsTrainBatches => Overrides(nameof(on_train_batch_end)) || Overrides(nameof(on_batch_end));

    /// <summary>The same for evaluation batches.</summary>
    internal virtual bool WantsTestBatches => Overrides(nameof(on_test_batch_end));

    /// <summary>Adds what a resumed run must know; see <see cref="BackupAndRestore"/>.</summary>
    internal virtual void Save(StateWriter state)
    {
    }

    /// <summary>Takes over what <see cref="Save"/> wrote, after <see cref="on_train_begin"/>.</summary>
    internal virtual void Load(StateReader state)
    {
    }

    private protected static void Print(string text)
    {
        Binding.Output.Write(text);
        Binding.Output.Flush();
    }

    private bool Overrides(string hook) => Array.Exists(GetType().GetMethods(), m => m.Name == hook && m.DeclaringType != typeof(Callback));
}
