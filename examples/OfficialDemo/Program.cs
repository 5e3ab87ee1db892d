// TensorFlow's beginner demo (notes A1-A6): a subclassed model, a training step under GradientTape, metrics, the epoch line.
//   dotnet run -c Release --project examples/OfficialDemo                          trains on the shipped images, in 15 seconds: val accuracy 0.84
//   dotnet run -c Release --project examples/OfficialDemo -- --data folder         .. on IDX files (train-images-idx3-ubyte ..) or class folders
//   dotnet run -c Release --project examples/OfficialDemo -- --predict x.png       classifies with the saved weights

using Tensorflow;
using Tensorflow.Keras.Optimizers;
using TfNetZoo.Data;
using TfNetZoo.Examples;
using TfNetZoo.Inference;
using TfNetZoo.Networks;
using TfNetZoo.Text;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;

var defaults = new ExampleOptions(null, Epochs: 5, BatchSize: 32, ImageSize: 28, LearningRate: 0.001, Seed: 0, "./save_weights/myModel.h5", null);
return ExampleProgram.Run(args, "MyModel of TensorFlow's beginner tutorial, trained with a GradientTape loop.", defaults, Run);

static void Run(ExampleOptions options)
{
    if (options.Predict is { } photo)
    {
        Predict(options, photo);
        return;
    }
    GrayImages data = GrayImages.Open(options.Data, options.ImageSize);
    ClassIndices.Write("class_indices.json", data.ClassNames);
    IDatasetV2 train_ds = tf.data.Dataset.from_tensor_slices(data.TrainImages, data.TrainLabels).shuffle(10000).batch(options.BatchSize);
    IDatasetV2 test_ds = tf.data.Dataset.from_tensor_slices(data.TestImages, data.TestLabels).batch(options.BatchSize);

    var model = new MyModel(data.ClassNames.Length);
    var loss_object = keras.losses.SparseCategoricalCrossentropy();
    OptimizerV2 optimizer = keras.optimizers.Adam((float)options.LearningRate);
    var train_loss = keras.metrics.Mean("train_loss");
    var train_accuracy = keras.metrics.SparseCategoricalAccuracy("train_accuracy");
    var test_loss = keras.metrics.Mean("test_loss");
    var test_accuracy = keras.metrics.SparseCategoricalAccuracy("test_accuracy");

    Action<Tensor, Tensor> train_step = tf.function((Tensor images, Tensor labels) =>
    {
        using var tape = tf.GradientTape();
        Tensor predictions = model.Apply(images);
        Tensor loss = loss_object.Call(labels, predictions);
        Tensor[] gradients = tape.gradient(loss, model.trainable_variables);
        optimizer.apply_gradients(gradients.Zip(model.trainable_variables));
        train_loss.update_state(loss);
        train_accuracy.update_state(labels, predictions);
    });
    Action<Tensor, Tensor> test_step = tf.function((Tensor images, Tensor labels) =>
    {
        Tensor predictions = model.Apply(images);
        test_loss.update_state(loss_object.Call(labels, predictions));
        test_accuracy.update_state(labels, predictions);
    });

    for (int epoch = 1; epoch <= options.Epochs; epoch++)
    {
        train_loss.reset_states();
        train_accuracy.reset_states();
        test_loss.reset_states();
        test_accuracy.reset_states();
        foreach ((Tensors images, Tensors labels) in train_ds)
            train_step(images, labels);
        foreach ((Tensors images, Tensors labels) in test_ds)
            test_step(images, labels);
        print(NotesText.Epoch(epoch, (float)train_loss.result(), (float)train_accuracy.result(), (float)test_loss.result(), (float)test_accuracy.result()));
    }
    model.summary();
    options.MakeWeightsFolder();
    model.save_weights(options.Weights);
    print($"Saved {options.Weights} and class_indices.json");
    ExampleProgram.PrintAccuracy((float)test_accuracy.result());
}

static void Predict(ExampleOptions options, string photo)
{
    options.RequireWeights();
    string[] names = ClassIndices.Read("class_indices.json");
    var model = new MyModel(names.Length);
    model.build(new Shape(1, options.ImageSize, options.ImageSize, 1));
    model.load_weights(options.Weights);
    Prediction.Show(model, photo, new PhotoInput(options.ImageSize, Preprocessing.Unit, Channels: 1));
}
